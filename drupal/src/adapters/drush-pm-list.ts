import {
  asShortText,
  asVersion,
  type ExtensionOrigin,
  type ExtensionType,
  type Inventory,
  type InventoryCoverage,
  InventoryFormatError,
  type InventoryProblem,
  type InventoryRow,
  isMachineName,
  refuseCrowd,
} from '../inventory.ts';
import { asRecord, asText, countOthers } from '../json.ts';
import { decodeJson } from './decode-json.ts';

/** What `drush pm:list --format=json` tells of a site, and what its filters may have left out. */
export interface DrushInventory extends Inventory {
  /** False for Drush 11 and older without `--fields`: projects are guessed from names. */
  readonly namesProjects: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const columns = new Set(['package', 'project', 'display_name', 'name', 'type', 'path', 'status', 'version']);

/**
 * Reads `drush pm:list --format=json` of any Drush from 9 on; text before the JSON is skipped.
 * @throws InventoryFormatError where the output holds no such list.
 */
export function readDrushPmList(input: unknown): DrushInventory {
  const list = rowsOf(typeof input === 'string' ? decodeJson(input, 'output of drush pm:list') : input);
  refuseCrowd(list);
  const errors: InventoryProblem[] = [];
  const valid = list.flatMap(([key, value]) => checkRow(key, value, errors) ?? []);
  if (list.length > 0 && valid.length === 0) {
    throw new InventoryFormatError('This is no output of drush pm:list: no row has a status.');
  }
  const core = valid.find((row) => isCoreByPlace(row.fields));
  const coreVersion = asShortText(core?.fields.version);
  const extensions = valid.map(({ name, fields }) => rowOf(name, fields, coreVersion, errors));
  if (extensions.length > 0 && !extensions.some((row) => row.installed)) {
    throw new InventoryFormatError(
      'This output of drush pm:list shows disabled extensions only. List the enabled ones too: leave --status out.',
    );
  }
  return {
    coreVersion,
    phpVersion: null,
    extensions,
    errors,
    coverage: coverageOf(extensions, valid[0]?.fields.type !== undefined),
    unknownMembers: valid.reduce((sum, { fields }) => sum + countOthers(fields, columns), 0),
    namesProjects: valid.every((row) => row.fields.project !== undefined),
  };
}

/** What filters have left out: without a disabled extension, one by status; core has modules and themes, so one by type. */
function coverageOf(extensions: readonly InventoryRow[], hasTypes: boolean): InventoryCoverage {
  const core = extensions.some((row) => row.origin === 'core');
  const isOfOneType = new Set(extensions.map((row) => row.type === 'theme')).size === 1;
  return {
    extensions:
      extensions.length === 0 ? 'none' : extensions.every((row) => row.installed) ? 'installed_only' : 'complete',
    core,
    others: !(core && hasTypes && isOfOneType),
  };
}

/** An object keyed by machine name, or a list; PHP writes an empty object as `[]`. */
function rowsOf(decoded: unknown): [string, unknown][] {
  if (Array.isArray(decoded)) return decoded.map((row, index) => [asText(asRecord(row)?.name) ?? `[${index}]`, row]);
  const record = asRecord(decoded);
  if (!record) throw new InventoryFormatError('This is no output of drush pm:list: it is no list of extensions.');
  return Object.entries(record);
}

function checkRow(key: string, value: unknown, errors: InventoryProblem[]): { name: string; fields: Fields } | null {
  const fields = asRecord(value);
  if (!fields || asText(fields.status) === null) {
    errors.push({ row: key, field: 'status', reason: 'The row has no status.' });
    return null;
  }
  const name = asText(fields.name) ?? key;
  if (isMachineName(name)) return { name, fields };
  errors.push({ row: key, field: 'name', reason: 'The name is no machine name.' });
  return null;
}

function rowOf(name: string, fields: Fields, coreVersion: string | null, errors: InventoryProblem[]): InventoryRow {
  const version = asVersion(fields.version, name, errors);
  const origin = originOf(fields, coreVersion);
  return {
    name,
    type: typeOf(fields.type, name, errors),
    project: origin === 'core' ? 'drupal' : origin === 'custom' ? null : (asText(fields.project) ?? name),
    version,
    datestamp: null,
    installed: /^enabled$/i.test(asText(fields.status) ?? ''),
    origin,
    path: asText(fields.path),
  };
}

/**
 * Core's extensions name no project and are known by their path. Old Drush prints neither; what then carries core's
 * own version is core, or custom code that borrows it, but never a release of contrib.
 */
function originOf(fields: Fields, coreVersion: string | null): ExtensionOrigin {
  if (isCoreByPlace(fields) || fields.project === 'drupal') return 'core';
  if (fields.project !== undefined) return asText(fields.project) === null ? 'custom' : 'contrib';
  const isCoreVersion = coreVersion !== null && fields.version === coreVersion;
  return isCoreVersion && fields.path === undefined ? 'core' : 'contrib';
}

function isCoreByPlace(fields: Fields): boolean {
  const path = asText(fields.path);
  return path === null ? fields.package === 'Core' : path.startsWith('core/');
}

function typeOf(value: unknown, row: string, errors: InventoryProblem[]): ExtensionType {
  const type = typeof value === 'string' ? value.toLowerCase() : (value ?? 'module');
  if (type === 'module' || type === 'theme' || type === 'profile' || type === 'theme_engine') return type;
  errors.push({ row, field: 'type', reason: 'The type is none of module, theme, profile and theme_engine.' });
  return 'module';
}
