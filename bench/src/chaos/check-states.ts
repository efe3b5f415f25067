import { contradictions } from '../consistency.ts';
import type { Case, Judgement } from './check.ts';
import { changesIn, changeText, inOrder, stateOf } from './expected.ts';
import type { Query } from './stored.ts';

/** I3, by the rows and by what the API shows. */
export async function checkStates({ query, shown, sites, sent, stored }: Case): Promise<Judgement> {
  const rows = await query<{ site: string; modules: string[] }>(`
    select s.uuid as site, array_agg(m.module_name || ' ' || v.version_number) as modules
    from site_modules sm join sites s on s.id = sm.site_id
    join modules m on m.id = sm.module_id join module_versions v on v.id = sm.current_version_id
    group by s.uuid`);
  const running = new Map(rows.map(({ site, modules }) => [site, modules.sort()]));
  const violations: string[] = [];
  for (const site of sites) {
    const counted = inOrder(stored.countedOf(site, sent));
    const expected = stateOf(counted.at(-1)).join(', ');
    const isRunning = (running.get(site) ?? []).join(', ');
    if (isRunning !== expected) violations.push(`Site ${site} runs ${isRunning}; its newest report says ${expected}.`);
    const isShown = (await shown.modulesOf(site)).join(', ');
    if (isShown !== expected)
      violations.push(`The API shows of site ${site} ${isShown}; its newest report says ${expected}.`);
    const own = stored.reports.filter((report) => report.site === site).map(({ reportId }) => reportId);
    const listed = new Set(await shown.reportIdsOf(site));
    const missing = own.filter((id) => !listed.has(id));
    if (missing.length > 0) violations.push(`The API does not show reports of site ${site}: ${missing.join(', ')}.`);
  }
  return { checked: sites.length, violations };
}

/** I4 */
export async function checkHistory({ query, sites, sent, stored }: Case): Promise<Judgement> {
  const written = await readChanges(query);
  let checked = 0;
  const violations = sites.flatMap((site) => {
    const expected = changesIn(inOrder(stored.countedOf(site, sent)));
    const found = written.get(site) ?? [];
    checked += expected.length;
    return [
      ...without(expected, found).map((change) => `Site ${site}: the history lacks ${change}.`),
      ...without(found, expected).map(
        (change) => `Site ${site}: the history tells of ${change}, which no report says.`,
      ),
    ];
  });
  const twice = await query<{ report_id: string }>(
    'select report_id from patch_runs where report_id is not null group by report_id having count(*) > 1',
  );
  const disagreeing = await contradictions(query);
  return {
    checked,
    violations: [
      ...violations,
      ...twice.map(({ report_id }) => `${report_id} made more than one patch run.`),
      ...disagreeing.map((row) => `Does not agree: ${JSON.stringify(row)}`),
    ],
  };
}

async function readChanges(query: Query): Promise<Map<string, string[]>> {
  const rows = await query<{ site: string; module: string; before: string | null; after: string | null; at: string }>(`
    select s.uuid as site, m.module_name as module, v.version_number as before, n.version_number as after,
      (extract(epoch from h.until_at) * 1000)::bigint::text as at
    from site_module_history h join sites s on s.id = h.site_id join modules m on m.id = h.module_id
    left join module_versions v on v.id = h.version_id left join module_versions n on n.id = h.next_version_id`);
  const bySite = new Map<string, string[]>();
  for (const { site, module, before, after, at } of rows) {
    const changes = bySite.get(site) ?? [];
    changes.push(changeText(module, before, after, Number(at)));
    bySite.set(site, changes);
  }
  return bySite;
}

/** What is in the first list and not in the second, each as often as it is missing. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return list.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

/** I7, of every table that names a site. */
export async function checkOwners({ query }: Case): Promise<Judgement> {
  const tables = await query<{ name: string }>(`
    select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name in ('organization_id', 'site_id')
    group by c.table_name having count(*) = 2 order by c.table_name`);
  const violations: string[] = [];
  for (const { name } of tables) {
    const [found] = await query<{ n: number }>(`
      select count(*)::int as n from ${name} r join sites s on s.id = r.site_id where r.organization_id is distinct from s.organization_id`);
    if ((found?.n ?? 0) > 0) violations.push(`${name}: ${found?.n} rows of another organization than their site.`);
  }
  return { checked: tables.length, violations };
}
