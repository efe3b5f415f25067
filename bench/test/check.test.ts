import { createHash } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { sealAuditLog } from '../../server/src/audit/seal-audit-log.ts';
import { verifyAuditLog } from '../../server/src/audit/verify-audit-log.ts';
import type { Db } from '../../server/src/db/database.ts';
import { newId } from '../../server/src/ids.ts';
import { useApp } from '../../server/test/app.ts';
import { makeSite } from '../../server/test/factories.ts';
import { openOwner } from '../../server/test/postgres.ts';
import { type Evidence, judge, type Shown } from '../src/chaos/check.ts';
import { type AnswerLine, type Line, ledgerOf, type QuietLine, type SentLine } from '../src/chaos/ledger.ts';
import type { Query } from '../src/chaos/stored.ts';

const test = useApp();
const api = '/api/v1';
const quiet: QuietLine = {
  ...{ is: 'quiet', healedSeconds: 1, drainedSeconds: 2, endedByThemselves: [] },
  ...{ connections: 10, connectionsMax: 20, residentMb: { first: 100, last: 100 } },
};
const lines: Line[] = [quiet];
const ids: string[] = [];
let owner: Db;

// Six reports of one site, the third of them older than the second; one of another that nobody answered; and of a third
// site four that carry no id, of which the second has the bytes of the first and the last was not answered.
beforeAll(async () => {
  const { home, away } = test.cast;
  const [site, other] = [await makeSite(test.ctx, home), await makeSite(test.ctx, away)];
  const nameless = await makeSite(test.ctx, home);
  const versions = ['1', '2', '3', '3', '5', '6'];
  const minutes = [1, 3, 2, 4, 5, 6];
  for (const [index, version] of versions.entries())
    await report(site, { minute: minutes[index] as number, modules: { token: `8.x-1.${version}`, ctools: '4.1.0' } });
  await report(other, { minute: 1, modules: { token: '8.x-1.1' }, isAnswered: false });
  for (const [index, version] of ['1', '1', '2', '3'].entries())
    await report(nameless, { modules: { token: `8.x-1.${version}` }, isAnswered: index < 3 });
  await sealAuditLog(test.ctx);
  owner = openOwner(inject('postgres'), test.databaseName);
});
afterAll(() => owner?.destroy());

interface Sending {
  /** Without it the report carries neither id nor time. */
  readonly minute?: number;
  readonly modules: Readonly<Record<string, string>>;
  readonly isAnswered?: boolean;
}

async function report(
  of: { uuid: string; key: string },
  { minute, modules, isAnswered = true }: Sending,
): Promise<void> {
  const reportId = minute === undefined ? null : newId();
  const generatedAt =
    minute === undefined ? null : new Date(test.now().getTime() - 3_600_000 + minute * 60_000).toISOString();
  const extensions = Object.entries(modules).map(([name, version]) => ({ name, version }));
  const head = minute === undefined ? {} : { report_id: reportId, generated_at: generatedAt, sequence: minute };
  const body = JSON.stringify({ ...head, extensions });
  test.pass(1_000);
  const { status, data } = await test.request(test.as(of.key), 'POST', `${api}/reports`, Buffer.from(body));
  const sent: SentLine = {
    ...{ is: 'sent', attempt: lines.length, reportId, site: of.uuid, generatedAt, sequence: minute ?? null, modules },
    ...{ sentAt: test.now().toISOString(), bodyHash: createHash('sha256').update(body).digest('hex') },
  };
  const answer: AnswerLine = {
    ...{ is: 'answer', attempt: lines.length, at: test.now().toISOString(), ms: 5 },
    ...(isAnswered ? { outcome: 'ok', status, givenId: data.report_id } : { outcome: 'unknown', error: 'cut' }),
  };
  ids.push(data.report_id);
  lines.push(sent, answer);
}

type Spoil = (query: Query) => Promise<unknown>;

/** Which invariants are found violated once this is done to the database; it is undone after. */
async function broken(spoil: Spoil, more: Partial<Evidence> = {}): Promise<string[]> {
  let found: string[] = [];
  const undo = new Error('undo');
  await owner
    .transaction()
    .execute(async (tx) => {
      const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
        (await tx.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
      await spoil(query);
      const verdicts = await judge({
        ...{ ledger: ledgerOf(lines), query, shown, answerMsMax: 5_000 },
        brokenSeals: async () => (await verifyAuditLog({ ...test.ctx, db: tx })).findings,
        ...more,
      });
      found = verdicts.filter(({ violations }) => violations.length > 0).map(({ id }) => id);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}

const read = async (path: string) => (await test.request(test.as(test.cast.sam), 'GET', `${api}${path}`)).data;
const shown: Shown = {
  modulesOf: async (site) =>
    (await read(`/sites/${site}/modules?include=current`))
      .map(({ module, version }: { module: { name: string }; version: string }) => `${module.name} ${version}`)
      .sort(),
  reportIdsOf: async (site) =>
    (await read(`/sites/${site}/reports`)).map(({ report_id }: { report_id: string }) => report_id),
};
const nothing: Spoil = async () => undefined;

it('finds nothing in a run in which nothing was lost', async () => {
  expect(await broken(nothing)).toEqual([]);
});

const copyOf = (
  id: string,
  columns: string,
) => `insert into site_reports (organization_id, site_id, received_at, report_id,
  effective_at, status, body_hash) select organization_id, site_id, received_at, ${columns}, effective_at, status, body_hash
  from site_reports where report_id = '${id}'`;
const keptAgain = (
  rest: string,
) => `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes,
    body_hash, request_id, actor_type, dead_at, failure)
  select organization_id, site_id, report_id, received_at, '', 0, body_hash, '', 'key', ${rest} from site_reports
  where report_id = (select report_id from site_reports order by received_at limit 1)`;

it.each([
  ['I1', 'a report that was acknowledged is gone', () => `delete from site_reports where report_id = '${ids[4]}'`],
  ['I1', 'one without an id of its own that is gone', () => `delete from site_reports where report_id = '${ids[8]}'`],
  [
    'I1',
    'other bytes than were sent',
    () => `update site_reports set body_hash = '\\x00' where report_id = '${ids[0]}'`,
  ],
  ['I2', 'a report that nobody sent', () => copyOf(ids[0] as string, 'gen_random_uuid()')],
  [
    'I2',
    'one without an id that is there once more than it was sent',
    () => copyOf(ids[10] as string, 'gen_random_uuid()'),
  ],
  ['I2', 'a report that is there twice', () => keptAgain("now(), 'twice'")],
  [
    'I2',
    'a report of another site',
    () => `update site_reports set site_id = site_id - 1 where report_id = '${ids[1]}'`,
  ],
  [
    'I3',
    'a module that the newest report does not name',
    () => 'delete from site_modules where module_id = (select min(id) from modules)',
  ],
  [
    'I3',
    'a version of an older report',
    () => `update site_modules set current_version_id = (
      select min(id) from module_versions v where v.module_id = site_modules.module_id)`,
  ],
  [
    'I4',
    'a change that the history lacks',
    () => 'delete from site_module_history where id = (select min(id) from site_module_history)',
  ],
  [
    'I4',
    'a change that is in the history twice',
    () => `insert into site_module_history (organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id)
    select organization_id, site_id, until_at, module_id, version_id, from_at, next_version_id, report_id from site_module_history limit 1`,
  ],
  [
    'I4',
    'a time that is not the one of the report',
    () => "update site_module_history set until_at = until_at + interval '1 second'",
  ],
  ['I4', 'a counter that counts wrong', () => 'update sites set modules_count = modules_count + 1'],
  ['I5', 'a report that waits', () => keptAgain('null, null')],
  ['I5', 'a report that was given up', () => keptAgain("now(), 'no reason'")],
  [
    'I5',
    'a report that was refused',
    () => `update site_reports set status = 'rejected' where report_id = '${ids[0]}'`,
  ],
  ['I6', 'a change without its audit entry', () => `delete from audit_logs where target_id = '${ids[0]}'`],
  [
    'I6',
    'an audit entry that was changed',
    () => `update audit_logs set actor_name = 'nobody' where target_id = '${ids[0]}'`,
  ],
  [
    'I7',
    'a row of another organization',
    () => `update site_reports set organization_id = organization_id + 1 where report_id = '${ids[0]}'`,
  ],
])('%s: finds %s', async (id, _what, statement) => {
  expect(await broken((query) => query(statement()))).toContain(id);
});

it('I3: finds what the API shows otherwise, or not at all', async () => {
  expect(await broken(nothing, { shown: { ...shown, modulesOf: async () => ['token 8.x-1.0'] } })).toEqual(['I3']);
  expect(await broken(nothing, { shown: { ...shown, reportIdsOf: async () => [] } })).toEqual(['I3']);
});

const answered = (change: Partial<AnswerLine>) =>
  lines.map((line): Line => (line.is === 'answer' && line.attempt === 1 ? { ...line, ...change } : line));
const rested = (change: Partial<QuietLine>) => [...lines, { ...quiet, ...change }];

it.each([
  [
    'I0',
    'that everything was answered',
    () => lines.map((line): Line => (line.is === 'answer' ? { ...line, outcome: 'ok', status: 202 } : line)),
  ],
  ['I2', 'a report that is there and was refused', () => answered({ outcome: 'fail', status: 422 })],
  ['I5', 'that it took more than a minute', () => rested({ drainedSeconds: 61 })],
  ['I8', 'an answer that came late', () => answered({ ms: 5_001 })],
  ['I8', 'a fault of the server', () => answered({ outcome: 'fail', status: 500 })],
  ['I8', 'a 503 that does not say when to come again', () => answered({ outcome: 'fail', status: 503 })],
  ['I8', 'no answer at all', () => answered({ outcome: 'unknown', ms: 10_000, error: 'no answer in time' })],
  ['I9', 'that it did not come to rest', () => lines.filter(({ is }) => is !== 'quiet')],
  ['I9', 'that it took more than half a minute', () => rested({ healedSeconds: 31 })],
  ['I9', 'a process that ended by itself', () => rested({ endedByThemselves: ['serve: 1'] })],
  ['I9', 'more connections than there may be', () => rested({ connections: 21 })],
])('%s: finds %s', async (id, _what, changed) => {
  expect(await broken(nothing, { ledger: ledgerOf(changed()) })).toContain(id);
});
