import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '../src/db/database.ts';
import { findEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { contradictions, unevenReports } from './consistency.ts';
import { openOwner, query as queryAs } from './postgres.ts';
import { ServerProgram } from './server-process.ts';

const setupToken = 'the setup token of this test';
const password = 'staple horse battery correct';
const email = 'sam@example.org';
let program: ServerProgram;
let address: string;
let owner: Db | undefined;

beforeAll(async () => {
  program = await ServerProgram.build({ SETUP_TOKEN: setupToken, RATE_LIMITS: 'off' });
  address = await program.start();
}, 60_000);
afterAll(async () => {
  await owner?.destroy();
  await program?.remove();
}, 60_000);

async function call(
  path: string,
  token: string,
  body: object,
): Promise<{ status: number; data: Record<string, string> & { site: { id: string } } }> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const { data } = (await response.json()) as { data: Record<string, string> & { site: { id: string } } };
  return { status: response.status, data };
}

interface Sent {
  readonly id: string;
  readonly body: object;
  /** Null where the server died before it answered. */
  status: number | null;
}

it('kill -9 at any moment loses no report that was answered, and writes none twice', async () => {
  await call('/setup', '', { token: setupToken, email, password, name: 'Sam' });
  const { data: session } = await call('/auth/login', '', { email, password });
  const organization = (await (
    await fetch(`${address}/api/v1/organizations`, { headers: { authorization: `Bearer ${session.access_token}` } })
  ).json()) as { data: [{ id: string }] };
  const keys: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const { data } = await call('/sites', session.access_token ?? '', {
      url: `https://site-${index}.example.org`,
      name: `Site ${index}`,
      organization_id: organization.data[0].id,
    });
    keys.push(data.api_key ?? '');
  }
  const ledger: Sent[] = [];
  let answers = 0;
  let isOver = false;
  let up = Promise.resolve();
  const send = async (key: string, sent: Sent) => {
    try {
      sent.status = (await call('/reports', key, sent.body)).status;
    } catch {
      sent.status = null;
    }
    answers += 1;
  };
  const site = async (key: string, number: number) => {
    for (let round = 1; !isOver; round += 1) {
      const id = newId();
      // Every third report says what the one before it said; the others change two modules.
      const version = `1.${Math.floor(round / 3) + (round % 3 === 0 ? 0 : round)}.0`;
      const body = {
        report_id: id,
        sequence: round,
        extensions: [
          { name: 'token', version },
          { name: `only_${number}_${round % 4}`, version: '1.0.0' },
          { name: 'ctools', version: '4.1.0' },
        ],
      };
      const sent: Sent = { id, body, status: null };
      ledger.push(sent);
      await send(key, sent);
      await up;
      // Half of those that do not know send the same again, as an agent would.
      if (sent.status === null && round % 2 === 0) await send(key, sent);
    }
  };
  const sites = keys.map(site);
  for (const wait of [25, 60, 9, 110, 40, 75]) {
    const until = answers + wait;
    while (answers < until) await new Promise(setImmediate);
    up = program.end('SIGKILL').then(async () => {
      address = await program.start();
    });
    await up;
  }
  const until = answers + 60;
  while (answers < until) await new Promise(setImmediate);
  isOver = true;
  await Promise.all(sites);

  const running = await findEmbeddedPostgres(program.dataDir);
  if (running === undefined) throw new Error('The PostgreSQL is gone.');
  owner = openOwner({ folder: running.socketDir, port: running.port, user: running.user }, running.database);
  const query = <Row>(text: string) => queryAs<Row>(owner as Db, text);
  const rows = await query<{ report_id: string; count: number }>(
    "select report_id, count(*) as count from site_reports where status <> 'rejected' group by report_id",
  );
  const kept = new Map(rows.map((row) => [row.report_id, row.count]));
  expect(ledger.filter(({ status }) => status !== null && ![200, 202].includes(status))).toEqual([]);
  for (const { id, status } of ledger) {
    if (status === null) expect(kept.get(id) ?? 0).toBeLessThanOrEqual(1);
    else expect(kept.get(id)).toBe(1);
  }
  expect(rows.filter(({ report_id }) => !ledger.some(({ id }) => id === report_id))).toEqual([]);
  expect(ledger.filter(({ status }) => status === null).length).toBeGreaterThan(0);
  expect(await contradictions(query)).toEqual([]);
  expect(await unevenReports(query)).toEqual([]);
  await owner.destroy();
  owner = undefined;
  expect(await program.end('SIGTERM')).toBe(0);
}, 90_000);
