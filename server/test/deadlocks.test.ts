import { expect, it } from 'vitest';
import { newId } from '../src/ids.ts';
import { answerOf, checkAnswer, useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import { makeSite } from './factories.ts';

const test = useApp();
const url = '/api/v1/reports';
const writers = 16;
const rounds = 6;
const modules = 40;

it('F-17: sixteen writers of the same modules in any order, on four servers, fail nobody', async () => {
  const apps = [test.app, test.replica(), test.replica(), test.replica()];
  const sites = await Promise.all(Array.from({ length: writers }, () => makeSite(test.ctx, test.cast.home)));
  const names = Array.from({ length: modules }, (_, index) => `storm_${index}`);
  const statuses = await Promise.all(
    sites.map(async (site, writer) => {
      const seen: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        test.pass(1);
        // All are new to the catalogue, and come in another order from each.
        const step = [1, 3, 7, 9][writer % 4] as number;
        const extensions = names.map((_, index) => ({
          name: names[(index * step + writer) % modules],
          version: `2.${round}.${writer % 3}`,
        }));
        const response = await apps[(writer + round) % apps.length]?.http.inject({
          ...{ method: 'POST', url, headers: { ...test.as(site.key), 'content-type': 'application/json' } },
          payload: JSON.stringify({ report_id: newId(), sequence: round, extensions }),
        });
        if (response === undefined) throw new Error('There is no server.');
        checkAnswer('POST', url, answerOf(response.statusCode, response.headers, response.body));
        seen.push(response.statusCode);
      }
      return seen;
    }),
  );
  expect(statuses.flat()).toEqual(Array.from({ length: writers * rounds }, () => 202));
  const rows = await test.sql<{ site: number; n: number; versions: string[] }>(`
    select m.site_id as site, count(*)::int as n, array_agg(distinct v.version_number) as versions
    from site_modules m join module_versions v on v.id = m.current_version_id group by m.site_id`);
  const found = new Map(rows.map((row) => [row.site, row]));
  for (const [writer, { id }] of sites.entries())
    expect(found.get(id)).toEqual({ site: id, n: modules, versions: [`2.${rounds}.${writer % 3}`] });
  expect(await contradictions((text) => test.sql(text))).toEqual([]);
});
