import { type KyselyPlugin, sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx, Scope } from '../src/context.ts';
import type { Database } from '../src/db/database.ts';
import type { Page, PageRequest } from '../src/db/page.ts';
import { compareSite } from '../src/inventory/compare-site.ts';
import { listSiteModules } from '../src/inventory/list-site-modules.ts';
import { listSiteHistory } from '../src/inventory/site-history.ts';
import { listSiteReports } from '../src/inventory/site-reports.ts';
import { getAdvisory, listAdvisories } from '../src/modules/advisories.ts';
import { listAdvisorySites } from '../src/modules/list-advisory-sites.ts';
import { listModuleSites } from '../src/modules/list-module-sites.ts';
import { listModuleVersions } from '../src/modules/list-module-versions.ts';
import { getModule, listModules } from '../src/modules/list-modules.ts';
import { createMute } from '../src/mutes/create-mute.ts';
import { listMutes } from '../src/mutes/mutes.ts';
import { listPatchRuns } from '../src/patch-runs/patch-runs.ts';
import { reportModuleUpdates } from '../src/reports/module-updates.ts';
import { getOverview } from '../src/reports/overview.ts';
import { getRunway } from '../src/reports/runway.ts';
import { getSiteFacets } from '../src/sites/site-facets.ts';
import { listSites } from '../src/sites/sites.ts';
import { pageOf, testContext } from './context.ts';
import { type ExplainedQuery, explain } from './explain.ts';
import { useDatabase } from './harness.ts';
import { insertLargeFleet } from './large-fleet.ts';

const database = useDatabase();
let siteId: string;

beforeAll(async () => {
  await insertLargeFleet(database, { organizations: 20, sites: 1300, largest: 1000, modules: 300 });
  const { rows } = await sql<{ uuid: string }>`select uuid from sites where id = 1`.execute(database.current.db);
  siteId = rows[0]?.uuid ?? '';
  const ctx = testContext(database.current, { organizationIds: 'all' });
  const { uuid } = await database.current.db
    .selectFrom('organizations')
    .select('uuid')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow();
  const reason = 'To have something that is muted.';
  for (const project of ['module_00015', 'module_00021'])
    await createMute(ctx, { body: { project, organization_id: uuid, reason, until_newer_release: true } });
});

type List = (ctx: Ctx, page: PageRequest) => Promise<Page<unknown>>;
const onSite = () => ({ site_id: siteId });
const common = { module_id: 'module_00002' };
const frequent = { advisory_id: 'SA-20' };
const possible = { advisory_id: 'SA-7' };
const rare = { module_id: 'module_00299' };

const noFeed = async () => null;
const sitesBy =
  (query: Parameters<typeof listSites>[1]['query']): List =>
  (ctx, page) =>
    listSites(ctx, { query, page }, noFeed);

const lists: Record<string, List> = {
  sites: sitesBy({}),
  'sites by core': sitesBy({ sort: '-core' }),
  'sites by security updates': sitesBy({ sort: '-security' }),
  'sites by what is open the longest': sitesBy({ sort: 'oldest' }),
  'sites of several statuses and tags': sitesBy({ status: 'security,update', tag: '!shop', sort: 'name' }),
  'sites that were not patched': sitesBy({ not_patched_days: 30 }),
  modules: (ctx, page) => listModules(ctx, { query: {}, page }),
  'modules, turned': (ctx, page) => listModules(ctx, { query: { sort: '-name', include: 'custom' }, page }),
  'modules with security updates': (ctx, page) => listModules(ctx, { query: { status: 'security' }, page }),
  'sites of a module by version': (ctx, page) =>
    listModuleSites(ctx, { params: common, query: { sort: '-version' }, page }),
  'versions of a module': (ctx, page) => listModuleVersions(ctx, { params: common, query: {}, page }),
  'sites of core': (ctx, page) => listModuleSites(ctx, { params: { module_id: 'drupal' }, query: {}, page }),
  'sites of a module': (ctx, page) => listModuleSites(ctx, { params: common, query: { below: '2.4.0' }, page }),
  'sites of a rare module': (ctx, page) => listModuleSites(ctx, { params: rare, query: {}, page }),
  advisories: (ctx, page) => listAdvisories(ctx, { query: {}, page }),
  'advisories of a tag, the most exposed first': (ctx, page) =>
    listAdvisories(ctx, { query: { sort: '-exposed', tag: 'shop' }, page }),
  'advisories that own sites have fixed': (ctx, page) => listAdvisories(ctx, { query: { state: 'fixed' }, page }),
  'exposed sites of an advisory': (ctx, page) => listAdvisorySites(ctx, { params: frequent, query: {}, page }),
  'possibly exposed sites of an advisory': (ctx, page) =>
    listAdvisorySites(ctx, { params: possible, query: { state: 'possible', sort: 'name' }, page }),
  'fixed sites of an advisory': (ctx, page) =>
    listAdvisorySites(ctx, { params: frequent, query: { state: 'fixed' }, page }),
  'advisories that concern own sites': (ctx, page) => listAdvisories(ctx, { query: { state: 'exposed' }, page }),
  'modules of a site': (ctx, page) => listSiteModules(ctx, { params: onSite(), query: {}, page }),
  'modules of a site at a time': (ctx, page) =>
    listSiteModules(ctx, {
      params: onSite(),
      query: { at: new Date(Date.now() - 45 * 86_400_000).toISOString() },
      page,
    }),
  'history of a site': (ctx, page) => listSiteHistory(ctx, { params: onSite(), query: {}, page }),
  'reports of a site': (ctx, page) => listSiteReports(ctx, { params: onSite(), query: {}, page }),
  'patch runs of a site': (ctx, page) => listPatchRuns(ctx, { params: onSite(), query: {}, page }),
  updates: (ctx, page) => reportModuleUpdates(ctx, { query: {}, page }),
  'updates of a severity': (ctx, page) => reportModuleUpdates(ctx, { query: { severity: 'critical' }, page }),
  'updates of a module': (ctx, page) => reportModuleUpdates(ctx, { query: { module: 'module_00005' }, page }),
  'updates of a site': (ctx, page) => reportModuleUpdates(ctx, { query: { site_id: siteId }, page }),
  'updates that are new': (ctx, page) => reportModuleUpdates(ctx, { query: { period: 'ytd' }, page }),
  'updates that are muted': (ctx, page) => reportModuleUpdates(ctx, { query: { muted: 'true' }, page }),
  'modules that are muted': (ctx, page) => listModules(ctx, { query: { muted: 'true' }, page }),
  mutes: (ctx, page) => listMutes(ctx, { query: {}, page }),
  'updates by site': (ctx, page) => reportModuleUpdates(ctx, { query: { group_by: 'site', status: 'update' }, page }),
  'updates by module': (ctx, page) => reportModuleUpdates(ctx, { query: { group_by: 'module' }, page }),
  'updates by advisory': (ctx, page) => reportModuleUpdates(ctx, { query: { group_by: 'advisory' }, page }),
};
const objects: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  'count of each facet': (ctx) => getSiteFacets(ctx, { query: { status: 'security' } }, noFeed),
  comparison: (ctx) => compareSite(ctx, { params: onSite(), query: {} }),
  module: (ctx) => getModule(ctx, { params: common }),
  advisory: (ctx) => getAdvisory(ctx, { params: { advisory_id: 'SA-10' } }),
  overview: (ctx) => getOverview(ctx, { query: {} }),
  runway: (ctx) => getRunway(ctx, { query: {} }),
  'overview of a tag': (ctx) => getOverview(ctx, { query: { tag: 'shop' } }),
};

const scopes: Record<string, Scope> = {
  'one organization': [1],
  'some organizations': [1, 2, 3],
  'the platform': 'all',
};
const contextOf = (of: Database, scope: string) => testContext(of, { organizationIds: scopes[scope] ?? [] });

/** Explains a list's first page and the one that follows by its position. */
async function explainPages(list: List, scope: string): Promise<ExplainedQuery[]> {
  const { next, rows } = await list(contextOf(database.current, scope), pageOf());
  expect(rows.length).toBeGreaterThan(0);
  const explained: ExplainedQuery[] = [];
  for (const after of next === null ? [null] : [null, next])
    explained.push(
      ...(await explain(database.current, (recorded) => list(contextOf(recorded, scope), pageOf({ after })))),
    );
  return explained;
}

const big = ['site_modules', 'site_module_history'];

function expectNoWholeRead(queries: readonly ExplainedQuery[]): void {
  expect(queries.length).toBeGreaterThan(0);
  const readers = queries.filter(({ nodes }) =>
    nodes.some((node) => node['Node Type'] === 'Seq Scan' && big.includes(node['Relation Name'] ?? '')),
  );
  expect(readers.map(({ sql: text }) => text)).toEqual([]);
}

describe.each(Object.keys(scopes))('of %s', (scope) => {
  test.each(Object.entries(lists))('%s: never reads the whole of what sites run or ran', async (_, list) => {
    expectNoWholeRead(await explainPages(list, scope));
  });

  test.each(Object.entries(objects))('one %s: never reads the whole of what sites run or ran', async (_, get) => {
    expectNoWholeRead(await explain(database.current, (recorded) => get(contextOf(recorded, scope))));
  });
});

describe('an index gives the order', () => {
  test.each([
    'sites',
    'sites by core',
    'sites by security updates',
    'sites of core',
    'history of a site',
    'reports of a site',
    'patch runs of a site',
    'updates',
  ])('%s', async (name) => {
    const list = lists[name];
    if (list === undefined) throw new Error(`There is no list ${name}.`);
    const nodes = (await explainPages(list, 'one organization')).flatMap((query) => query.nodes);
    const sorts = nodes.filter((node) => node['Node Type'].endsWith('Sort'));
    const sorted = sorts.flatMap((node) => node.Plans ?? []).map((node) => node['Actual Rows'] * node['Actual Loops']);
    expect(sorted.filter((rows) => rows > pageOf().perPage + 1)).toEqual([]);
  });
});

test('an overview reads the ledgers, and of what sites run and of the sites no more than it names', async () => {
  const queries = await explain(database.current, (recorded) =>
    getOverview(contextOf(recorded, 'the platform'), { query: {} }),
  );
  const read = queries
    .flatMap(({ nodes }) => nodes)
    .filter((node) => node['Relation Name'] === 'site_modules' || node['Relation Name'] === 'sites');
  const rows = read.map((node) => node['Actual Rows'] * node['Actual Loops']);
  expect(rows.filter((count) => count > namedMost)).toEqual([]);
});

// Three sites of each of ten fixes, and of the oldest; what happened last.
const namedMost = 50;
test.each([
  ['modules', 3, 1],
  ['advisories', 5, 3],
])('%s that were listed a moment ago are not counted again', async (name, first, again) => {
  let answers = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      answers += 1;
      return result;
    },
  };
  const ctx = { ...contextOf(database.current, 'the platform'), db: database.current.db.withPlugin(counting) };
  await lists[name]?.(ctx, pageOf());
  expect(answers).toBe(first);
  answers = 0;
  await lists[name]?.(ctx, pageOf());
  expect(answers).toBe(again);
});

test('a read of the whole is seen', async () => {
  const queries = await explain(database.current, ({ db }) => db.selectFrom('site_modules').selectAll().execute());
  expect(() => expectNoWholeRead(queries)).toThrow();
});
