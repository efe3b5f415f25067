export const signIn = {
  'signIn.title': 'Sign in',
  'signIn.continue': 'You will go on to {path}.',
  'signIn.email': 'E-mail address',
  'signIn.password': 'Password',
  'signIn.failed': 'You are not signed in',
  'signIn.submit': 'Sign in',
  'signIn.forgot': 'Forgot your password?',
  'signIn.enterEmail': 'Enter your e-mail address.',
  'signIn.enterPassword': 'Enter your password.',
} as const;
