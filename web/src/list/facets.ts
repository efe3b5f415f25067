import type { ReactNode } from 'react';

export interface FacetChoice {
  readonly value: string;
  readonly label: ReactNode;
  /** For the pill, where the label is more than text. */
  readonly name?: string;
  readonly count?: number;
}

/** One way to narrow a list. Its id is its name in the address and for the server. */
export interface Facet {
  readonly id: string;
  readonly label: string;
  /** One or several of these; without choices a text is typed. */
  readonly choices?: readonly FacetChoice[];
  /** The server takes one value only. */
  readonly single?: boolean;
  readonly placeholder?: string;
  /** A key that opens it; it has a button of its own. */
  readonly shortcut?: string;
  /** The server also takes what is not meant. */
  readonly negatable?: boolean;
}

export const valuesOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(',');

/** `security,!current` as people read it. */
export function sayValues({ choices }: Facet, text: string, not: (value: string) => string): string {
  return valuesOf(text)
    .map((each) => {
      const plain = each.startsWith('!') ? each.slice(1) : each;
      const choice = choices?.find(({ value }) => value === plain);
      const name = choice?.name ?? (typeof choice?.label === 'string' ? choice.label : plain);
      return each.startsWith('!') ? not(name) : name;
    })
    .join(', ');
}
