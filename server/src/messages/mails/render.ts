import type { EventKind } from '@patchlight/contract/event-kinds';
import type { Digest } from '../digest-content.ts';
import type { News } from '../news.ts';

/** Where a mail leads. Nothing happens by opening one of these. */
export interface Links {
  /** Of the installation, such as `https://patchlight.example`; everything of ours lies under it. */
  readonly publicUrl: string;
  /** Where the reader chooses what is told; the page of the application when it is left out. */
  readonly preferences?: string;
  /** Null for what nobody can unsubscribe from, as mails about the own account. */
  readonly unsubscribe: string | null;
}

/** Which sites a reader asked to be told of. */
export type Scope = { readonly type: 'all' } | { readonly type: 'tags' | 'sites'; readonly names: readonly string[] };

/** Why somebody gets a mail. */
export type Why =
  | {
      readonly type: 'instant';
      readonly kinds: readonly EventKind[];
      /** The least risk that is told at once, where one was chosen. */
      readonly fromRisk: number | null;
      /** Null for what is not about sites, as members. */
      readonly scope: Scope | null;
    }
  | { readonly type: 'daily' | 'weekly'; readonly scope: Scope }
  | { readonly type: 'test' | 'account' };

export interface Reader {
  readonly email: string;
  readonly name: string;
  /** Such as `de-AT`; English where the language is none of ours. */
  readonly locale: string;
  readonly timezone: string;
  readonly links: Links;
  readonly why: Why;
}

export interface Mail {
  readonly subject: string;
  /** What mail programs show beside the subject. */
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
}

/** A link that works once, and for how long. */
export interface OneTimeLink {
  readonly url: string;
}

// Most processes never write a mail: React and the words are loaded with the first one.
const parts = () => import('./compose.ts');

/**
 * One news is a mail of its own kind; several are one mail with a row for each, the most urgent first.
 * @param news at least one, all for the same reader.
 */
export async function renderNews(news: readonly News[], reader: Reader): Promise<Mail> {
  return (await parts()).composeNews(news, reader);
}

export async function renderDigest(digest: Digest, reader: Reader): Promise<Mail> {
  return (await parts()).composeDigest(digest, reader);
}

export async function renderInvitation(input: OneTimeLink & { organization: string }, reader: Reader): Promise<Mail> {
  return (await parts()).composeInvitation(input, reader);
}

export async function renderPasswordReset(input: OneTimeLink, reader: Reader): Promise<Mail> {
  return (await parts()).composePasswordReset(input, reader);
}

/** For an address that was never confirmed, or one that is paused because mails to it came back. */
export async function renderVerifyAddress(
  input: OneTimeLink & { reason: 'unconfirmed' | 'paused'; hours: number },
  reader: Reader,
): Promise<Mail> {
  return (await parts()).composeVerifyAddress(input, reader);
}

/** What somebody sends to themselves, to see that mails arrive. */
export async function renderTest(reader: Reader): Promise<Mail> {
  return (await parts()).composeTest(reader);
}
