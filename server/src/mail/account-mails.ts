/** Whom a mail about an account is for. */
export interface AccountReader {
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  readonly timezone: string;
}

/** A mail as it is queued. */
export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Writes the mails that are about an account, with links that work once. app.ts gives them: what mails look like is said in
 * messages/, after everything that an account is.
 */
export interface AccountMails {
  /** Where links lead, without a slash at the end. */
  readonly publicUrl: string;
  invitation(to: AccountReader, input: { url: string; organization: string }): Promise<WrittenMail>;
  passwordReset(to: AccountReader, input: { url: string }): Promise<WrittenMail>;
  verifyAddress(to: AccountReader, input: { url: string; hours: number }): Promise<WrittenMail>;
}

/** Of somebody who is not known yet. */
export const stranger = { name: '', locale: 'en', timezone: 'UTC' } as const;
