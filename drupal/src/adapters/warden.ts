import { type Inventory, InventoryFormatError, type InventoryProblem } from '../inventory.ts';
import { asRecord, countOthers } from '../json.ts';
import { decodeJson } from './decode-json.ts';
import { coreRowOf, rowsOf } from './project-groups.ts';

const members = new Set(['core', 'contrib', 'custom', 'library', 'url', 'site_name', 'key', 'time']);
const sealed =
  'This message of warden is sealed for the warden server. Send the plain message: the JSON with core, contrib and custom.';

/**
 * Reads the message of the module warden, in plain text: it lists what is on disk, installed or not, and any of its
 * groups may be the word "disabled".
 * @throws InventoryFormatError where the document is something else, or sealed for the public key of a warden server.
 */
export function readWarden(input: unknown): Inventory {
  if (typeof input === 'string' && /^[A-Za-z0-9+/=\s]+$/.test(input)) throw new InventoryFormatError(sealed);
  const document = asRecord(typeof input === 'string' ? decodeJson(input, 'message of warden') : input);
  if (document !== null && document.core === undefined && document.message !== undefined) {
    throw new InventoryFormatError(sealed);
  }
  if (document?.core === undefined || (document.contrib === undefined && document.custom === undefined)) {
    throw new InventoryFormatError('This is no message of warden: it lists neither core nor contrib.');
  }
  const errors: InventoryProblem[] = [];
  const core = coreRowOf(document.core, errors);
  const coreVersion = core?.version ?? null;
  return {
    coreVersion,
    phpVersion: null,
    extensions: [
      ...(core === null ? [] : [core]),
      ...rowsOf(document.contrib, { type: 'module', coreVersion }, errors),
      ...rowsOf(document.custom, { type: 'module', custom: true, coreVersion }, errors),
    ],
    errors,
    coverage: {
      extensions: 'present_only',
      core: core !== null,
      others: isListed(document.contrib) && isListed(document.custom),
    },
    unknownMembers: countOthers(document, members),
  };
}

/** PHP writes an empty group as a list; one that is switched off is a word. */
function isListed(group: unknown): boolean {
  return typeof group === 'object' && group !== null;
}
