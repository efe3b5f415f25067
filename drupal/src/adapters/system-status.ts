import { asShortText, type Inventory, InventoryFormatError, type InventoryProblem } from '../inventory.ts';
import { asRecord, countOthers } from '../json.ts';
import { decodeJson } from './decode-json.ts';
import { coreRowOf, rowsOf } from './project-groups.ts';

const members = new Set(['system_status', 'data', 'drupal_version', 'engine_version', 'php_version']);
const groups = new Set(['core', 'contrib', 'theme']);

/**
 * Reads the answer of the module system_status, which lists what is installed. An encrypted one is opened before.
 * @throws InventoryFormatError where the document is something else, or still encrypted.
 */
export function readSystemStatus(input: unknown): Inventory {
  const document = asRecord(typeof input === 'string' ? decodeJson(input, 'answer of system_status') : input);
  const status = document?.system_status;
  if (typeof status === 'string' && status.startsWith('encrypted')) {
    throw new InventoryFormatError(
      'This answer of system_status is encrypted. Send its encrypt token in the header X-System-Status-Key.',
    );
  }
  const listed = asRecord(status);
  if (document === null || listed === null) {
    throw new InventoryFormatError('This is no answer of system_status: it has no object "system_status".');
  }
  const errors: InventoryProblem[] = [];
  const core = coreRowOf(listed.core, errors);
  const coreVersion = core?.version ?? null;
  return {
    coreVersion,
    phpVersion: asShortText(document.php_version) || null,
    extensions: [
      ...(core === null ? [] : [core]),
      ...rowsOf(listed.contrib, { type: 'module', coreVersion }, errors),
      ...rowsOf(listed.theme, { type: 'theme', coreVersion }, errors),
    ],
    errors,
    coverage: { extensions: 'installed_only', core: core !== null, others: true },
    unknownMembers: countOthers(document, members) + countOthers(listed, groups),
  };
}
