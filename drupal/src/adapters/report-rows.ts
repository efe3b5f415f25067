import type { ExtensionOrigin, ExtensionType, InventoryRow } from '../inventory.ts';

/** One extension as a site report has it. */
export interface ReportRow {
  readonly name: string;
  readonly type: ExtensionType;
  readonly project?: string | null;
  readonly version: string | null;
  readonly version_source?: 'composer';
  readonly installed?: false;
  readonly origin: ExtensionOrigin;
  readonly datestamp?: number;
  readonly composer?: string;
  readonly commit?: string;
}

/** Rows of a site report, each extension once, in a fixed order so that equal sites send equal rows. */
export function reportRowsOf(rows: readonly InventoryRow[]): ReportRow[] {
  const extensions = new Map<string, ReportRow>();
  for (const row of rows) {
    // The whole of core travels as platform.drupal; its single extensions, which Drush lists, are rows.
    if (row.name === 'drupal' && row.origin === 'core') continue;
    const key = `${row.type} ${row.name}`;
    if (!extensions.has(key)) extensions.set(key, reportRowOf(row));
  }
  return [...extensions].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, extension]) => extension);
}

function reportRowOf(row: InventoryRow): ReportRow {
  const impliedProject = row.origin === 'contrib' ? row.name : null;
  return {
    name: row.name,
    type: row.type,
    ...(row.project === impliedProject || row.origin === 'core' ? {} : { project: row.project }),
    version: row.version,
    // Says that the version is Composer's, which may stand for several drupal.org versions.
    ...(row.candidates === undefined ? {} : { version_source: 'composer' }),
    ...(row.installed ? {} : { installed: false }),
    origin: row.origin,
    ...(row.datestamp === null ? {} : { datestamp: row.datestamp }),
    ...(row.composer === null || row.composer === undefined ? {} : { composer: row.composer }),
    ...(row.commit === undefined ? {} : { commit: row.commit }),
  };
}
