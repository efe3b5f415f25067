import type { SiteReport } from '@patchlight/contract/site-report';
import { readComposerLock } from '@patchlight/drupal/adapters/composer-lock';
import { readComposerShow } from '@patchlight/drupal/adapters/composer-show';
import { type DrushInventory, readDrushPmList } from '@patchlight/drupal/adapters/drush-pm-list';
import { usage } from './failure.ts';
import type { Session } from './session.ts';
import { buildSiteReport, completeSiteReport, type Inventory } from './site-report.ts';
import { readSource, readText, type SourceKind, type SourceOptions } from './source-file.ts';

interface Options extends SourceOptions {
  drushStatus?: string;
  env?: string;
  dev?: boolean;
  generatedAt?: string;
  sequence?: number;
}

/** Reads the source that the options name and makes the site report of it; says on standard error what was left out. */
export async function reportOf(session: Session, options: Options): Promise<{ report: SiteReport; source: string }> {
  const { io, terminal } = session;
  const source = await readSource(options, io);
  demandFit(source.kind, options);
  const details = { environment: options.env, generatedAt: options.generatedAt, sequence: options.sequence };
  if (source.kind === 'report')
    return { report: completeSiteReport(objectOf(source.text, source.name), details, io.now()), source: source.name };
  const status =
    options.drushStatus === undefined ? {} : objectOf(await readText(options.drushStatus, io), options.drushStatus);
  const inventory = inventoryOf(source.kind, source.text, options.dev === true, status);
  for (const { row, reason } of inventory.problems) terminal.warn(`${row}: ${reason}`);
  for (const gap of inventory.gaps) terminal.warn(gap);
  return { report: buildSiteReport(inventory, details, io.now()), source: source.name };
}

function demandFit(kind: SourceKind, options: Options): void {
  if (options.dev && kind !== 'composer-lock') throw usage('--dev is for a composer.lock.');
  if (options.drushStatus !== undefined && kind !== 'drush') throw usage('--drush-status goes with --drush.');
}

type Kind = Exclude<SourceKind, 'report'>;

function inventoryOf(kind: Kind, text: string, dev: boolean, status: Record<string, unknown>): Inventory {
  if (kind === 'composer-lock') {
    const lock = readComposerLock(text, { dev });
    const platform = { ...drupalOf(lock.coreVersion), ...(lock.composer && { composer: lock.composer }) };
    return {
      trigger: 'ci',
      rows: lock.extensions,
      problems: lock.errors,
      platform,
      coverage: 'present_only',
      gaps: [],
    };
  }
  if (kind === 'composer-show') {
    const shown = readComposerShow(text);
    const platform = drupalOf(shown.coreVersion);
    return {
      trigger: 'ci',
      rows: shown.extensions,
      problems: shown.errors,
      platform,
      coverage: 'present_only',
      gaps: [],
    };
  }
  const drush = readDrushPmList(text);
  const platform = { ...drupalOf(drush.coreVersion), ...platformOf(status) };
  // An empty list says nothing: as complete coverage it would remove every module of the site.
  if (drush.coverage.extensions === 'none')
    throw usage('drush pm:list listed nothing.', { why: 'an empty list would remove every module' });
  return {
    trigger: 'drush',
    rows: drush.extensions,
    problems: drush.errors,
    platform,
    coverage: drush.coverage.extensions,
    gaps: drushGaps(drush, platform),
  };
}

function drushGaps(drush: DrushInventory, platform: Inventory['platform']): string[] {
  const gaps: string[] = [];
  if (platform.drupal === undefined) gaps.push('Drush listed no core; give --drush-status or list without --no-core');
  if (!drush.namesProjects)
    gaps.push('Drush named no projects, they are guessed; add --fields=project,name,type,path,status,version');
  return gaps;
}

function drupalOf(coreVersion: string | null): { drupal?: string } {
  return coreVersion === null ? {} : { drupal: coreVersion };
}

/** Of `drush status` only what describes the platform; it also knows the database's name and user and paths. */
function platformOf(status: Record<string, unknown>): Inventory['platform'] {
  const text = (name: string) => {
    const value = status[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, 64) : undefined;
  };
  const drupal = text('drupal-version');
  const php = text('php-version');
  const driver = text('db-driver');
  const profile = text('install-profile');
  return {
    ...(drupal === undefined ? {} : { drupal }),
    ...(php === undefined ? {} : { php }),
    ...(driver === undefined ? {} : { db: { driver } }),
    ...(profile === undefined ? {} : { install_profile: profile }),
  };
}

function objectOf(text: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`${name} is not readable JSON.`, { why: (error as Error).message });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw usage(`${name} is not a JSON object.`);
  return value as Record<string, unknown>;
}
