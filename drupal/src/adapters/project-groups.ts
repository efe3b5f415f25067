import {
  asVersion,
  type ExtensionType,
  type InventoryProblem,
  type InventoryRow,
  isMachineName,
  refuseCrowd,
} from '../inventory.ts';
import { asRecord } from '../json.ts';

/** A group of `name: {version}`, as older agents send it; PHP writes an empty one as `[]`. */
function versionsIn(group: unknown): [name: string, version: unknown][] {
  return Object.entries(asRecord(group) ?? {}).map(([name, value]) => [name, asRecord(value)?.version]);
}

/** Core's version, for which such agents have the group `core` with the one project `drupal`. */
export function coreRowOf(group: unknown, errors: InventoryProblem[]): InventoryRow | null {
  const version = asRecord(asRecord(group)?.drupal)?.version;
  return version === undefined ? null : rowOf('drupal', 'module', 'core', asVersion(version, 'drupal', errors));
}

/** Rows of a group. What has no version is custom; what carries core's own is a part of core. */
export function rowsOf(
  group: unknown,
  { type, custom = false, coreVersion }: { type: ExtensionType; custom?: boolean; coreVersion: string | null },
  errors: InventoryProblem[],
): InventoryRow[] {
  const versions = versionsIn(group);
  refuseCrowd(versions);
  return versions.flatMap(([name, given]) => {
    if (!isMachineName(name)) {
      errors.push({ row: name, field: 'name', reason: 'The name is no machine name.' });
      return [];
    }
    const version = asVersion(given === '' ? null : given, name, errors);
    if (custom || version === null) return rowOf(name, type, 'custom', version);
    return rowOf(name, type, version === coreVersion ? 'core' : 'contrib', version);
  });
}

function rowOf(
  name: string,
  type: ExtensionType,
  origin: InventoryRow['origin'],
  version: string | null,
): InventoryRow {
  const project = origin === 'core' ? 'drupal' : origin === 'contrib' ? name : null;
  return { name, type, project, version, datestamp: null, installed: true, origin };
}
