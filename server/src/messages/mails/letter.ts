/**
 * What a mail says, in the reader's words, before it is HTML or text. Each of the two is written from it by itself, so that
 * neither is made from the other and both say the same.
 */
export interface Letter {
  readonly subject: string;
  readonly preheader: string;
  /** Whose it is, and when; null for what comes from Patchlight itself. */
  readonly kicker: string | null;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly foot: readonly Line[];
}

export interface Span {
  readonly text: string;
  readonly isStrong?: boolean;
  readonly href?: string;
}
export type Line = readonly Span[];

export const plain = (text: string): Line => [{ text }];

export type StatusName = 'security' | 'unsupported' | 'current';

export interface Link {
  readonly text: string;
  readonly href: string;
}

export interface Column {
  readonly label: string;
  readonly isRight?: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  /** Stands below the name where there is little room. */
  readonly isFolding?: boolean;
  /** Set in the monospaced face, never broken. */
  readonly isVersion?: boolean;
  readonly isStrong?: boolean;
  /** Kept on one line. */
  readonly isShort?: boolean;
  /** Set to the right in the text part too. */
  readonly isNumber?: boolean;
}

export interface Cell {
  readonly text: string;
  readonly href?: string;
  /** A smaller line below. */
  readonly note?: string;
}

export interface RowGroup {
  readonly title: string | null;
  readonly rows: readonly (readonly Cell[])[];
}

export interface Table {
  readonly type: 'table';
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
  /** What is left out, and where it is. */
  readonly more: Link | null;
}

export interface Bar {
  readonly label: string;
  readonly value: number;
}

export type Block =
  | Table
  | { readonly type: 'part'; readonly text: string }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'status'; readonly status: StatusName; readonly text: string }
  | { readonly type: 'line'; readonly line: Line }
  | { readonly type: 'facts'; readonly rows: readonly { readonly term: string; readonly text: string }[] }
  | { readonly type: 'command'; readonly command: string }
  | { readonly type: 'bars'; readonly bars: readonly Bar[] }
  /** The first is what to do; the others may be done instead. */
  | { readonly type: 'actions'; readonly actions: readonly Link[]; readonly showsAddress?: boolean };

export const paragraph = (text: string): Block => ({ type: 'line', line: plain(text) });
