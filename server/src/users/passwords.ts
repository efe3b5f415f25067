/** What this feature asks of passwords. How they are hashed is the business of auth, which stands behind this. */
export interface Passwords {
  hashPassword(password: string): Promise<string>;
  isPassword(password: string, hashed: string | null): Promise<boolean>;
  /** Throws `weak_password`; `about` holds words that belong to its owner. */
  refuseWeakPassword(password: string, about: readonly string[], path?: string): void;
}

/** Words that a person's password should not be made of. */
export function wordsAbout({ name, email }: { name: string; email: string }): string[] {
  return [name, ...name.split(/\s+/), email, email.split('@')[0] ?? ''];
}
