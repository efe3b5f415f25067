import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AdvisoryError } from '@patchlight/drupal/advisories';
import { parsePsaFeed } from '@patchlight/drupal/psa-feed';
import { ReleaseHistoryError } from '@patchlight/drupal/release-history';
import type { Ctx } from './context.ts';
import { flagChangedSites } from './inventory/flag-sites.ts';
import { readAdvisories } from './modules/read-advisories.ts';
import { storeAdvisories } from './modules/store-advisories.ts';
import { storeFeed } from './modules/store-feed.ts';
import { storePsaItems } from './modules/store-psa-items.ts';

interface ImportOptions {
  readonly releaseHistory?: string | undefined;
  readonly advisories?: string | undefined;
  readonly announcements?: string | undefined;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * Loads release history, advisories and announcements from disk, judges what they change and brings the sites up to date. A document
 * that cannot be used is named and passed over; what was stored before stays. Returns how many were refused.
 */
export async function importFeeds(
  ctx: Ctx,
  { releaseHistory, advisories, announcements, print, warn }: ImportOptions,
): Promise<number> {
  let refused = 0;
  if (releaseHistory !== undefined) refused += await importReleaseHistory(ctx, releaseHistory, print, warn);
  if (advisories !== undefined) refused += await importAdvisories(ctx, advisories, print, warn);
  if (announcements !== undefined) refused += await importAnnouncements(ctx, announcements, print, warn);
  const sites = await flagChangedSites(ctx);
  print(`${sites} ${sites === 1 ? 'site' : 'sites'} brought up to date.`);
  return refused;
}

async function importReleaseHistory(
  ctx: Ctx,
  folder: string,
  print: (line: string) => void,
  warn: (line: string) => void,
): Promise<number> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.xml')).sort();
  let [stored, changed, versions, refused] = [0, 0, 0, 0];
  for (const file of files) {
    const project = file.slice(0, -'.xml'.length);
    try {
      if (!/^[a-z0-9_]+$/.test(project))
        throw new ReleaseHistoryError('wrong_project', 'The file is not named after a project.');
      const result = await storeFeed(ctx, project, await readFile(join(folder, file), 'utf8'));
      stored += 1;
      changed += result.changed ? 1 : 0;
      versions += result.versions;
    } catch (error) {
      if (!(error instanceof ReleaseHistoryError)) throw error;
      refused += 1;
      warn(`${file} was refused: ${error.message}`);
    }
  }
  print(
    `${stored} release histories read, ${changed} new or changed, ${versions} verdicts changed, ${refused} refused.`,
  );
  return refused;
}

async function importAdvisories(
  ctx: Ctx,
  path: string,
  print: (line: string) => void,
  warn: (line: string) => void,
): Promise<number> {
  const { advisories, refused } = await readAdvisories(path);
  for (const line of refused.slice(0, 20)) warn(`${path}, ${line}`);
  const result = await storeAdvisories(ctx, advisories);
  print(
    `${result.read} advisories read, ${result.changed} new or changed, ${result.versions} verdicts changed, ${refused.length} refused.`,
  );
  return refused.length;
}

async function importAnnouncements(
  ctx: Ctx,
  path: string,
  print: (line: string) => void,
  warn: (line: string) => void,
): Promise<number> {
  try {
    const feed = parsePsaFeed(JSON.parse(await readFile(path, 'utf8')));
    const { changed, versions } = await storePsaItems(ctx, feed);
    print(
      `${feed.items.length} announcements read, ${changed} new, changed or over, ${versions} verdicts changed, ${feed.unreadable} refused.`,
    );
    return feed.unreadable;
  } catch (error) {
    if (!(error instanceof AdvisoryError) && !(error instanceof SyntaxError)) throw error;
    warn(`${path} was refused: ${error.message}`);
    return 1;
  }
}
