import type { Inventory } from '../inventory.ts';
import { asRecord } from '../json.ts';
import { readComposerLock } from './composer-lock.ts';
import { readComposerShow } from './composer-show.ts';
import { readCycloneDx } from './cyclonedx.ts';
import { readDrushPmList } from './drush-pm-list.ts';
import { readSystemStatus } from './system-status.ts';
import { readWarden } from './warden.ts';

/** A format in which somebody else's program tells what a site has. */
export interface Adapter {
  /** What it is, in a sentence: "This is …". */
  readonly title: string;
  /** Where such an inventory is taken: from the running site, or from its repository. */
  readonly source: 'site' | 'repository';
  /** Whether a document is meant to be of this format, by what stands out in it. */
  readonly recognizes: (document: unknown) => boolean;
  /**
   * Reads a document, or the text that holds one. What is wrong with a row goes to the errors of the inventory.
   * @throws InventoryFormatError where it is something else.
   */
  readonly read: (input: unknown, options: { readonly dev: boolean }) => Inventory;
}

export const adapters = {
  'composer-lock': {
    title: 'a composer.lock',
    source: 'repository',
    recognizes: (document) => Array.isArray(asRecord(document)?.packages),
    read: readComposerLock,
  },
  'composer-show': {
    title: 'the output of composer show',
    source: 'repository',
    recognizes: (document) => [asRecord(document)?.locked, asRecord(document)?.installed].some(Array.isArray),
    read: readComposerShow,
  },
  'drush-pm-list': {
    title: 'the output of drush pm:list',
    source: 'site',
    recognizes: (document) =>
      Object.values(asRecord(document) ?? {}).some((row) => typeof asRecord(row)?.display_name === 'string'),
    read: readDrushPmList,
  },
  cyclonedx: {
    title: 'a CycloneDX document',
    source: 'repository',
    recognizes: (document) => asRecord(document)?.bomFormat === 'CycloneDX',
    read: readCycloneDx,
  },
  'system-status': {
    title: 'the answer of system_status',
    source: 'site',
    recognizes: (document) => asRecord(document)?.system_status !== undefined,
    read: readSystemStatus,
  },
  warden: {
    title: 'a message of warden',
    source: 'site',
    recognizes: (document) => asRecord(asRecord(document)?.core)?.drupal !== undefined,
    read: readWarden,
  },
} as const satisfies Record<string, Adapter>;

export type Format = keyof typeof adapters;
export const formats = Object.keys(adapters) as readonly Format[]; // the keys of a constant are its type's

/** The format that a document looks to be of. */
export function recognize(document: unknown): Format | undefined {
  return formats.find((format) => adapters[format].recognizes(document));
}
