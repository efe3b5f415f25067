import { type Advisory, parseOsvAdvisory } from '@patchlight/drupal/advisories';
import { afterEach, beforeEach, expect } from 'vitest';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { loadEvidence } from '../src/modules/evidence.ts';
import { judgeVersion } from '../src/modules/judge.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { storeFeed } from '../src/modules/store-feed.ts';
import { type TestApp, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite, type Releases, releaseHistory, type SiteRow } from './factories.ts';

export const api = '/api/v1';

export interface StoredVersion {
  module_id: number;
  version_number: string;
  datestamp: number;
  urgency: number;
  core_status: string;
  reason: string | null;
  update_available: boolean;
  security_update: boolean;
  risk: number | null;
  possible: boolean;
  verdict: object;
  feed_hash: Buffer | null;
  advisory_hash: Buffer | null;
}

let projects = 0;
let advisories = 0;

/** The application, and for each test a new site and a project that nobody has heard of. */
export function useJudgedSite() {
  const test = useApp();
  let current: { site: SiteRow; project: string } | undefined;
  const now = () => {
    if (current === undefined) throw new Error('The site is ready in tests only.');
    return current;
  };
  beforeEach(async () => {
    test.pass(60_000);
    projects += 1;
    current = { site: await makeSite(test.ctx, test.cast.home), project: `project_${projects}` };
  });
  // Whatever was published: flags, counters and sites say what the verdicts say, and those what the evidence says.
  afterEach(async () => {
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
    expect(await misjudged(test)).toEqual([]);
  });
  const view = async () => {
    const get = async (path: string) =>
      (await test.request(test.as(test.cast.vic), 'GET', `${api}/sites/${now().site.uuid}${path}`)).data;
    return { ...(await get('/modules'))[0], site: await get('') };
  };
  return {
    test,
    site: () => now().site,
    project: () => now().project,
    report(version: string | null, rest: object = {}) {
      test.pass(1000);
      const extensions = [{ name: now().project, version, ...rest }];
      return test.request(test.as(now().site.key), 'POST', `${api}/reports`, { extensions });
    },
    async feed(releases: Releases, options: Parameters<typeof releaseHistory>[2] = {}) {
      await storeFeed(test.ctx, now().project, releaseHistory(now().project, releases, options));
      await flagChangedSites(test.ctx);
    },
    async advise(advisory: Advisory) {
      await storeAdvisories(test.ctx, [advisory]);
      await flagChangedSites(test.ctx);
    },
    view,
    /** The verdict on the module, and what it makes of the site. */
    async verdict() {
      const { status, core_status, reason, site } = await view();
      return [status, core_status, reason, site.status];
    },
    advisory: (constraint: string, rest: object = {}) => makeAdvisory(now().project, constraint, rest),
  };
}

/** A new advisory on a project's versions within a Composer constraint. */
export function makeAdvisory(project: string, constraint: string, rest: object = {}): Advisory {
  advisories += 1;
  return parseOsvAdvisory({
    id: `DRUPAL-CONTRIB-2026-${String(advisories).padStart(3, '0')}`,
    modified: '2026-11-01T00:00:00Z',
    published: '2026-11-01T00:00:00Z',
    aliases: [],
    details: 'A hole.',
    affected: [
      {
        package: { ecosystem: 'Packagist:https://packages.drupal.org/8', name: `drupal/${project}` },
        database_specific: { affected_versions: constraint },
      },
    ],
    ...rest,
  });
}

/** Versions whose stored verdict is not the one that today's evidence gives, or that name other inputs. */
async function misjudged(test: TestApp): Promise<unknown[]> {
  const rows = await test.sql<StoredVersion>(
    'select v.* from module_versions v join modules m on m.id = v.module_id and m.organization_id is null where v.verdict_at is not null',
  );
  const evidence = await loadEvidence(test.database.db, [...new Set(rows.map((row) => row.module_id))]);
  return rows.filter((row) => {
    const known = evidence.get(row.module_id);
    if (known === undefined) return true;
    const judged = judgeVersion(known, row.version_number, row.datestamp);
    const [stored, right] = [
      [
        row.urgency,
        row.core_status,
        row.reason,
        row.update_available,
        row.security_update,
        row.risk,
        row.possible,
        row.verdict,
      ],
      [
        judged.urgency,
        judged.coreStatus,
        judged.reason,
        judged.updateAvailable,
        judged.securityUpdate,
        judged.risk,
        judged.possible,
        judged.details,
      ],
    ];
    return (
      JSON.stringify(sorted(stored)) !== JSON.stringify(sorted(right)) ||
      row.feed_hash?.toString('hex') !== known.feedHash?.toString('hex') ||
      row.advisory_hash?.toString('hex') !== known.advisoryHash.toString('hex')
    );
  });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, item]) => [key, sorted(item)]),
  );
}
