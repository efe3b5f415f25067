import { enFirst } from './en-first.ts';
import { enRest } from './en-rest.ts';

/** Every text of the interface, in English. The other languages have the same ids. */
export const en = { ...enFirst, ...enRest } as const;

export type TextId = keyof typeof en;
