/** What this feature asks of passwords. How they are hashed is the business of auth, which stands behind this. */
export interface Passwords {
  hashPassword(password: string): Promise<string>;
  isPassword(password: string, hashed: string | null): Promise<boolean>;
  /** Throws `weak_password`; `about` holds words that belong to its owner. */
  refuseWeakPassword(password: string, about: readonly string[], path?: string): void;
}

interface About {
  readonly name: string;
  readonly email: string;
  /** The name of the home organization. */
  readonly organization: string | null;
}

/** Words that a person's password should not be made of. */
export function wordsAbout({ name, email, organization }: About): string[] {
  return [name, ...name.split(/\s+/), email, email.split('@')[0] ?? '', organization ?? ''];
}
