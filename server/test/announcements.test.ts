import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePsaFeed } from '@patchlight/drupal/psa-feed';
import { beforeEach, describe, expect, it } from 'vitest';
import { importFeeds } from '../src/import-feeds.ts';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { storePsaItems } from '../src/modules/store-psa-items.ts';
import { api, useJudgedSite } from './judging.ts';

const { test, project, report, advise, view, advisory } = useJudgedSite();

const itemOf = (rest: object) => ({
  title: 'A hole is known',
  link: `https://www.drupal.org/psa-${project()}`.replaceAll('_', '-'),
  project: project(),
  type: 'module',
  is_psa: '0',
  insecure: [],
  pubDate: 'Mon, 16 Nov 2026 12:00:00 +0000',
  ...rest,
});

async function announce(...entries: unknown[]) {
  const stored = await storePsaItems(test.ctx, parsePsaFeed(entries));
  await flagChangedSites(test.ctx);
  return stored;
}

const found = async (id: string) => (await test.request(test.as(test.cast.vic), 'GET', `${api}/advisories/${id}`)).data;
const psaId = () => `PSA-${project()}`.replaceAll('_', '-').toUpperCase();
const concerned = async () => {
  const { status, advisories, site } = await view();
  return [status, advisories.map(({ exposure }: { exposure: string }) => exposure).join(), site.status];
};

// psa.json is one list of the whole of drupal.org.
beforeEach(async () => {
  await announce();
});

describe('a public service announcement', () => {
  it('concerns everybody who runs the project, possibly, and nobody once it is over', async () => {
    await report('1.0.0');
    await announce(itemOf({ is_psa: 1 }));
    expect(await concerned()).toEqual(['unknown', 'possible', 'unknown']);
    expect(await found(psaId())).toMatchObject({
      title: 'A hole is known',
      published_at: '2026-11-16T12:00:00Z',
      sites: { exposed: 0, possible: 1 },
      projects: [{ affected_versions: '', fixed_in: [] }],
    });
    await announce();
    expect(await concerned()).toEqual(['unknown', '', 'unknown']);
    expect(await found(psaId())).toMatchObject({
      withdrawn_at: expect.any(String),
      revisions: [{ before: { withdrawn: false }, after: { withdrawn: true } }],
    });
    await announce(itemOf({ is_psa: 1 }));
    expect(await concerned()).toEqual(['unknown', 'possible', 'unknown']);
    expect((await found(psaId())).withdrawn_at).toBeNull();
  });
});

describe('an advisory that is announced before the advisory database has it', () => {
  it.each([
    ['1.0.0', 'security', 'affected'],
    ['8.x-1.0', 'security', 'affected'],
    ['1.0.1', 'unknown', ''],
    ['1.0.x-dev', 'unknown', 'possible'],
    ['1.x-dev', 'unknown', 'possible'],
    ['1.1.x-dev', 'unknown', ''],
  ])('makes %s %s, %s', async (version, status, exposure) => {
    await announce(itemOf({ insecure: ['1.0.0'] }));
    await report(version, { datestamp: 1_760_000_000 });
    expect(await concerned()).toEqual([status, exposure, status]);
  });

  it('becomes one with it, whichever is first, and what the range leaves out counts as long as it is announced', async () => {
    const given = advisory('<1.0.0');
    const announced = itemOf({
      link: `https://www.drupal.org/${given.id.toLowerCase()}`,
      insecure: ['0.9.0', '1.0.0'],
    });
    await report('1.0.0');
    await announce(announced);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
    await advise(given);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
    expect(await found(given.id)).toMatchObject({
      details: 'A hole.',
      withdrawn_at: null,
      projects: [{ affected_versions: '<1.0.0 || 1.0.0' }],
    });
    await announce();
    expect(await concerned()).toEqual(['unknown', '', 'unknown']);
    expect(await found(given.id)).toMatchObject({ withdrawn_at: null, projects: [{ affected_versions: '<1.0.0' }] });
    await announce(announced);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
  });
});

describe('the list', () => {
  it('that was read before changes nothing', async () => {
    await announce(itemOf({ insecure: ['1.0.0'] }));
    expect(await announce(itemOf({ insecure: ['1.0.0'] }))).toEqual({ changed: 0, versions: 0 });
  });

  it('that says something else of an item is followed', async () => {
    await report('1.0.0');
    await announce(itemOf({ insecure: ['1.0.0'] }));
    await announce(itemOf({ insecure: ['1.0.1'] }));
    expect(await concerned()).toEqual(['unknown', '', 'unknown']);
    await announce(itemOf({ insecure: ['1.0.0', '1.0.1'] }), 'what is this?');
    await announce(itemOf({ insecure: ['1.0.0', '1.0.1'], title: 'A larger hole' }));
    expect((await view()).advisories).toMatchObject([{ title: 'A larger hole' }]);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
  });

  it('that could not be read to its end takes nothing away', async () => {
    await report('1.0.0');
    await announce(itemOf({ insecure: ['1.0.0'] }));
    await announce('what is this?');
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
  });
});

describe('feeds import --announcements', () => {
  it('loads the list from disk, and names a file that is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchlight-announcements-'));
    const load = async (text: string) => {
      const said: string[] = [];
      const announcements = join(folder, 'psa.json');
      await writeFile(announcements, text);
      const say = (line: string) => void said.push(line);
      return [await importFeeds(test.ctx, { announcements, print: say, warn: say }), said[0]];
    };
    await report('1.0.0');
    expect(await load(JSON.stringify([itemOf({ insecure: ['1.0.0'] })]))).toEqual([
      0,
      '1 announcements read, 1 new, changed or over, 1 verdicts changed, 0 refused.',
    ]);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
    for (const bad of ['<html>', '{"list":[]}'])
      expect(await load(bad)).toEqual([1, expect.stringContaining('psa.json was refused')]);
    expect(await concerned()).toEqual(['security', 'affected', 'security']);
    await rm(folder, { recursive: true });
  });
});
