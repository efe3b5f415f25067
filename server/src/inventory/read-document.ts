import type { QueryOf } from '@patchlight/contract/endpoint';
import type { IngestFormat, ingestReport } from '@patchlight/contract/ingest';
import type { ReportWarning } from '@patchlight/contract/inventory';
import { adapters, recognize } from '@patchlight/drupal/adapters/adapters';
import { decodeJson } from '@patchlight/drupal/adapters/decode-json';
import { reportRowsOf } from '@patchlight/drupal/adapters/report-rows';
import {
  type Inventory,
  InventoryFormatError,
  type InventoryProblem,
  type InventoryRow,
} from '@patchlight/drupal/inventory';
import { OperationError } from '../errors.ts';
import { openSystemStatus } from './open-system-status.ts';
import { type Gaps, parseReport } from './parse-report.ts';
import type { Reading } from './receive-report.ts';

type Options = Pick<QueryOf<typeof ingestReport>, 'coverage' | 'dev' | 'generated_at'> & {
  /** The encrypt token of a system_status that encrypts its answer. */
  readonly systemStatusKey?: string | string[] | undefined;
};

const warningsMax = 90;
const rowNameMax = 128;
/** Without one of these a row was left out. */
const droppingFields = new Set(['name', 'version', 'status']);

/** How a document of another format is received as a site report. */
export function readingOf(format: IngestFormat, options: Options): Reading {
  const { coverage, dev, generated_at } = options;
  return {
    name: JSON.stringify([format, coverage, dev, generated_at]),
    read: (body, received) => {
      const inventory = inventoryOf(format, body.toString('utf8'), options);
      return parseReport(reportOf(format, inventory, options), { ...received, gaps: gapsOf(inventory) });
    },
  };
}

function inventoryOf(format: IngestFormat, text: string, { dev, systemStatusKey }: Options): Inventory {
  try {
    const isOpened = format === 'system-status' && typeof systemStatusKey === 'string';
    const input = isOpened ? openSystemStatus(text, systemStatusKey) : text;
    const inventory = adapters[format].read(input, { dev: dev === 'true' });
    if (inventory.extensions.length === 0)
      throw new InventoryFormatError('Nothing of Drupal is in this document: no core, no module, no theme.');
    return inventory;
  } catch (error) {
    if (!(error instanceof InventoryFormatError)) throw error;
    throw refusal(`${error.message}${adviceFor(format, text)}`);
  }
}

function refusal(message: string): OperationError {
  return new OperationError('invalid_report', { message, details: [{ path: '', code: 'wrong_format', message }] });
}

/** Where a document that is not what it was sent as belongs. */
function adviceFor(format: IngestFormat, text: string): string {
  let document: unknown;
  try {
    document = decodeJson(text, 'document');
  } catch {
    return '';
  }
  if (typeof document === 'object' && document !== null && 'extensions' in document)
    return ' It looks like a site report; send it to /api/v1/reports.';
  const other = recognize(document);
  if (other === undefined || other === format) return '';
  return ` It looks like ${adapters[other].title}; send it to /api/v1/ingest/${other}.`;
}

/** The site report that says what the document says; it is checked as any other. */
function reportOf(format: IngestFormat, inventory: Inventory, { coverage, generated_at }: Options): object {
  const { coreVersion, phpVersion, composer, extensions } = inventory;
  const spoiled = spoiledRows(inventory);
  return {
    ...(generated_at !== undefined && { generated_at }),
    ...(adapters[format].source === 'repository' && { trigger: 'ci' }),
    ...(format === 'drush-pm-list' && { trigger: 'drush' }),
    agent: { name: format, channel: 'ingest' },
    platform: {
      drupal: coreVersion,
      ...(phpVersion !== null && { php: phpVersion }),
      ...(composer && { composer }),
    },
    coverage: { extensions: coverage ?? inventory.coverage.extensions },
    extensions: reportRowsOf(extensions.filter((row) => !spoiled.has(row))),
  };
}

/** Rows whose version could not be read: that is not to say that they have none. */
function spoiledRows({ errors, extensions }: Inventory): Set<InventoryRow> {
  const names = new Set(errors.flatMap(({ row, field }) => (field === 'version' ? row : [])));
  return new Set(extensions.filter((row) => names.has(row.composer ?? row.name)));
}

function gapsOf(inventory: Inventory): Gaps {
  const { errors, coverage, unknownMembers } = inventory;
  const warnings = errors.slice(0, warningsMax).map(warningOf);
  if (unknownMembers > 0)
    warnings.push({ path: '', code: 'unknown_fields', message: `${unknownMembers} unknown fields were ignored.` });
  return {
    warnings,
    unreadable: new Set([
      ...errors.flatMap(({ row, field }) => (droppingFields.has(field) ? machineNameOf(row) : [])),
      ...[...spoiledRows(inventory)].map((row) => row.project ?? row.name),
      ...(coverage.core ? [] : ['drupal']),
    ]),
    isPartial: !coverage.others,
  };
}

function warningOf({ row, field, reason }: InventoryProblem): ReportWarning {
  const name = row
    .slice(0, rowNameMax)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ');
  return { path: '', code: `unreadable_${field}`, message: `${name}: ${reason}` };
}

/** What the row of a package or an extension is called on a site. */
function machineNameOf(row: string): string {
  return row.slice(row.indexOf('/') + 1).replaceAll('-', '_');
}
