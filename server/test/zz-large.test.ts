import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ctx, Scope } from '../src/context.ts';
import type { Page, PageRequest } from '../src/db/page.ts';
import { listSiteModules } from '../src/inventory/list-site-modules.ts';
import { listSiteHistory } from '../src/inventory/site-history.ts';
import { listSiteReports } from '../src/inventory/site-reports.ts';
import { getAdvisory, listAdvisories } from '../src/modules/advisories.ts';
import { listModuleSites } from '../src/modules/list-module-sites.ts';
import { listModuleVersions } from '../src/modules/list-module-versions.ts';
import { getModule, listModules } from '../src/modules/list-modules.ts';
import { listPatchRuns } from '../src/patch-runs/patch-runs.ts';
import { pageOf, testContext } from './context.ts';
import { explain } from './explain.ts';
import { useDatabase } from './harness.ts';
import { insertLargeFleet } from './large-fleet.ts';

const database = useDatabase();
let siteId: string;

beforeAll(async () => {
  await insertLargeFleet(database.current, { organizations: 100, sites: 10_000, largest: 2_000, modules: 5_000 });
  const { rows } = await sql<{ uuid: string }>`select uuid from sites where id = 1`.execute(database.current.db);
  await sql`analyze`.execute(database.current.db);
  siteId = rows[0]?.uuid ?? '';
}, 600_000);

type List = (ctx: Ctx, page: PageRequest) => Promise<Page<unknown>>;
const onSite = () => ({ site_id: siteId });
const common = { module_id: 'module_00002' };
const rare = { module_id: 'module_04990' };

const lists: Record<string, List> = {
  modules: (ctx, page) => listModules(ctx, { query: {}, page }),
  'modules, turned': (ctx, page) => listModules(ctx, { query: { sort: '-name', include: 'custom' }, page }),
  'versions of a module': (ctx, page) => listModuleVersions(ctx, { params: common, query: {}, page }),
  'sites of core': (ctx, page) => listModuleSites(ctx, { params: { module_id: 'drupal' }, query: {}, page }),
  'sites of a module': (ctx, page) => listModuleSites(ctx, { params: common, query: { below: '2.4.0' }, page }),
  'sites of a rare module': (ctx, page) => listModuleSites(ctx, { params: rare, query: {}, page }),
  advisories: (ctx, page) => listAdvisories(ctx, { query: {}, page }),
  'advisories that concern own sites': (ctx, page) => listAdvisories(ctx, { query: { state: 'exposed' }, page }),
  'modules of a site': (ctx, page) => listSiteModules(ctx, { params: onSite(), query: {}, page }),
  'modules of a site at a time': (ctx, page) =>
    listSiteModules(ctx, { params: onSite(), query: { at: new Date(Date.now() - 45 * 86_400_000).toISOString() }, page }),
  'history of a site': (ctx, page) => listSiteHistory(ctx, { params: onSite(), query: {}, page }),
  'reports of a site': (ctx, page) => listSiteReports(ctx, { params: onSite(), query: {}, page }),
  'patch runs of a site': (ctx, page) => listPatchRuns(ctx, { params: onSite(), query: {}, page }),
};
const objects: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  module: (ctx) => getModule(ctx, { params: common }),
  advisory: (ctx) => getAdvisory(ctx, { params: { advisory_id: 'SA-10' } }),
};

const scopes: Record<string, Scope> = { 'one organization': [1], 'some organizations': [1, 2, 3], 'the platform': 'all' };
const contextOf = (of: typeof database.current, scope: string) =>
  testContext(of, { organizationIds: scopes[scope] ?? [] });

const cases = Object.keys(scopes).flatMap((scope) => Object.keys(lists).map((list) => [scope, list] as const));

describe.each(cases)('of %s: %s', (scope, name) => {
  const list = lists[name] as List;

  test('never reads the whole of site_modules, for the first page and the next', async () => {
    const { next, rows } = await list(contextOf(database.current, scope), pageOf());
    expect(rows.length).toBeGreaterThan(0);
    for (const after of next === null ? [null] : [null, next]) {
      const queries = await explain(database.current, (recorded) => list(contextOf(recorded, scope), pageOf({ after })));
      const t=[];for(let i=0;i<3;i++){const b=performance.now();await list(contextOf(database.current, scope), pageOf({ after }));t.push(performance.now()-b)}
      (await import('node:fs')).appendFileSync('/tmp/explain-large.txt', `${scope} | ${name} | p${after===null?1:2} | whole ${t.sort((a,b)=>a-b)[1].toFixed(1)} ms | ` + queries.map((q)=>`${q.milliseconds.toFixed(1)} [${[...new Set(q.nodes.filter((n) => n['Relation Name'] === 'site_modules').map((n) => n['Node Type']))].join()}; sorts ${q.nodes.filter((n) => n['Node Type'].includes('Sort')).map((n) => n.Plans?.[0]?.['Actual Rows']).join()}]`).join(' ')+'\n');
      expect(queries.length).toBeGreaterThan(0);
      for (const { nodes, sql: text, milliseconds } of queries) {
                const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'site_modules');
        expect(whole, text).toEqual([]);
      }
    }
  });
});
