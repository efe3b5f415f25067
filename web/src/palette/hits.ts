import type { Icon } from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Something that can be opened or done; `to` is a page, `run` an action of the page behind. */
export type Hit = {
  readonly key: string;
  readonly icon: Icon;
  readonly name: string;
  readonly note?: string;
  /** At the end: a status, or the keys that do the same. */
  readonly end?: ReactNode;
} & ({ readonly link: HitLink } | { readonly run: () => void });

export interface HitLink {
  readonly to: NonNullable<LinkProps['to']>;
  readonly params: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
}

export interface HitGroup {
  readonly name: string;
  readonly hits: readonly Hit[];
}
