import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SiteModule, VersionChange } from '@patchlight/contract/inventory';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../cli/test/run.ts';
import { importFeeds } from '../src/import-feeds.ts';
import { useApp } from './app.ts';
import { makeSite } from './factories.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const folder = join(data, 'locks/helfi-etusivu');
const semver = '/usr/share/php/Composer/Semver/autoload.php';
const dates = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => /^\d{4}-/.test(file))
      .map((file) => file.slice(0, 10))
      .sort()
  : [];

interface LockPackage {
  readonly name: string;
  readonly version: string;
  readonly type?: string;
  readonly source?: { readonly url?: string };
  readonly extra?: { readonly drupal?: { readonly version?: string } };
}

const packagesOf = (date: string): LockPackage[] =>
  JSON.parse(readFileSync(join(folder, `${date}.composer.lock`), 'utf8')).packages;

/** The drupal.org projects of a lock with their versions, read here apart from the product's own reader. */
function projectsOf(date: string): Map<string, string> {
  return new Map(
    packagesOf(date).flatMap(({ name, version, type, source, extra }): [string, string][] => {
      if (name === 'drupal/core') return [['drupal', version.replace(/^v/, '')]];
      const isExtension = type === 'drupal-module' || type === 'drupal-theme' || type === 'drupal-profile';
      if (!name.startsWith('drupal/') || !isExtension || !source?.url?.includes('git.drupalcode.org')) return [];
      return [[name.slice('drupal/'.length), extra?.drupal?.version ?? version]];
    }),
  );
}

describe.skipIf(dates.length === 0)('ten locks of a real site, sent by the command line (needs ../shared/data)', () => {
  const test = useApp({ start: '2026-11-22T12:00:00Z' });
  let site: { uuid: string; key: string };
  let reader: Awaited<ReturnType<typeof test.request>> | undefined;

  beforeAll(async () => {
    const { cast, ctx } = test;
    site = await makeSite(ctx, cast.home);
    const refused: string[] = [];
    await importFeeds(ctx, {
      advisories: join(data, 'drupal-advisories.osv.jsonl'),
      print: () => undefined,
      warn: (line) => refused.push(line),
    });
    expect(refused).toEqual([]);
    await test.app.http.listen({ port: 0, host: '127.0.0.1' });
    const { port } = test.app.http.server.address() as AddressInfo;
    for (const date of dates) {
      const lock = join(folder, `${date}.composer.lock`);
      const { code, err } = await run(
        ['report', '--url', `http://127.0.0.1:${port}`, '--composer-lock', lock, '--generated-at', `${date}T00:00:00Z`],
        { env: { PATCHLIGHT_API_KEY: site.key } },
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
    }
  }, 120_000);

  async function all<Row>(path: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let next: string | null = path; next !== null; ) {
      reader = await test.request(test.as(test.cast.vic), 'GET', next);
      rows.push(...reader.data);
      const link: string | null = reader.body.links.next;
      next = link === null ? null : link.replace(/^https:\/\/[^/]+/, '');
    }
    return rows;
  }
  const stateAt = (date: string) =>
    all<SiteModule>(`/api/v1/sites/${site.uuid}/modules?per_page=100&at=${date}T12:00:00Z`);

  it.each(dates)('each project of %s is listed with its drupal.org version', async (date) => {
    const listed = (await stateAt(date)).map(({ module, version }) => [module.name, version]);
    expect(new Map(listed as [string, string][])).toEqual(projectsOf(date));
  });

  it('the newest state is the last lock', async () => {
    const listed = await all<SiteModule>(`/api/v1/sites/${site.uuid}/modules?per_page=100`);
    expect(listed.map(({ module }) => module.name).sort()).toEqual([...projectsOf(dates.at(-1) ?? '').keys()].sort());
  });

  it('the history is the differences between the locks', async () => {
    const expected = dates.slice(1).flatMap((date, index) => {
      const [before, after] = [projectsOf(dates[index] ?? ''), projectsOf(date)];
      return [...new Set([...before.keys(), ...after.keys()])]
        .filter((project) => before.get(project) !== after.get(project))
        .map((project) => `${date} ${project} ${before.get(project) ?? null} ${after.get(project) ?? null}`);
    });
    const history = await all<VersionChange>(`/api/v1/sites/${site.uuid}/history?per_page=100`);
    const told = history
      .filter(({ custom }) => !custom)
      .map((each) => `${each.changed_at.slice(0, 10)} ${each.module.name} ${each.from_version} ${each.to_version}`);
    expect(told.sort()).toEqual(expected.sort());
  });

  // Composer's own library says which locked version is inside which range; branches are left to judgement.
  it.skipIf(!existsSync(semver)).each(dates)(
    'the exposures of %s are those of Composer (needs php-composer-semver)',
    async (date) => {
      const pairs = readFileSync(join(data, 'drupal-advisories.osv.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .flatMap((line) => {
          const { id, affected } = JSON.parse(line);
          return affected.map(
            (each: { package: { name: string }; database_specific: { affected_versions: string } }) => ({
              id: id.replace('DRUPAL-', 'SA-'),
              name: each.package.name,
              constraint: each.database_specific.affected_versions,
            }),
          );
        });
      const versions = new Map(packagesOf(date).map(({ name, version }) => [name, version]));
      const asked = pairs.flatMap((pair) => {
        const version = versions.get(pair.name);
        return version === undefined || version.includes('dev') ? [] : { ...pair, version };
      });
      const program = `require '${semver}'; foreach (json_decode(file_get_contents('php://stdin'), true) as $p)
      if (Composer\\Semver\\Semver::satisfies($p['version'], $p['constraint'])) echo $p['name'], ' ', $p['id'], "\\n";`;
      const inside = execFileSync('php', ['-r', program], { input: JSON.stringify(asked), encoding: 'utf8' });
      const told = (await stateAt(date)).flatMap(({ module, advisories }) =>
        advisories
          .filter(({ exposure }) => exposure === 'affected')
          .map(({ id }) => `drupal/${module.name === 'drupal' ? 'core' : module.name} ${id}`),
      );
      expect(told.length).toBeGreaterThan(0);
      expect(told.sort()).toEqual(inside.trim().split('\n').sort());
    },
  );
});
