import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { newId } from '../src/ids.ts';
import { findEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { useMailServer } from './mail-server.ts';
import { until } from './queue.ts';
import { ServerProgram } from './server-process.ts';

const mails = useMailServer();
const people = 40;
const eventCount = 6;
let program: ServerProgram;
let database: Database;

beforeAll(async () => {
  program = await ServerProgram.build({
    SMTP_URL: mails.url,
    MAIL_FROM: 'Patchlight <patchlight@example.org>',
    SETUP_TOKEN: 'a token of this test',
  });
  await program.start();
  const postgres = await findEmbeddedPostgres(program.dataDir);
  if (postgres === undefined) throw new Error('There is no PostgreSQL.');
  const { socketDir: folder, port, user, database: name } = postgres;
  database = openDatabase({ socket: { folder, port, user, database: name } }, { max: 2, onError: () => undefined });
  await sql`insert into organizations (uuid, name) values (${newId()}, 'Crowd')`.execute(database.db);
  await sql`insert into users (uuid, name, email, organization_id, role, created_at)
    select gen_random_uuid(), 'Reader ' || n, 'reader' || n || '@example.org', o.id, 'organization_admin', now() - interval '1 day'
    from organizations o, generate_series(1, ${people}::int) n where o.name = 'Crowd'`.execute(database.db);
  await sql`insert into memberships (organization_id, user_id, role, created_at)
    select organization_id, id, 'organization_admin', created_at from users where name like 'Reader %'`.execute(
    database.db,
  );
}, 90_000);
afterAll(async () => {
  await database?.close();
  await program?.remove();
}, 60_000);

/** Something that each of them is told of at once. */
async function happen(index: number): Promise<void> {
  const details = {
    person: `Newcomer ${index}`,
    change: 'joined',
    role: 'viewer',
    former_role: null,
    by: null,
    by_id: null,
  };
  await sql`with event as (
      insert into events (organization_id, kind, subject, details, created_at, opened_at)
      select id, 'membership_changed', ${newId()}, ${JSON.stringify(details)}, now(), now() from organizations where name = 'Crowd'
      returning organization_id, id)
    insert into event_news (organization_id, event_id, due_at) select organization_id, id, now() from event`.execute(
    database.db,
  );
}

test('F-18: kill -9 wherever it is between a notice and the note that its mail was sent: nobody is told twice', async () => {
  let kills = 0;
  let isDown = false;
  const kill = () => {
    if (isDown) return;
    isDown = true;
    kills += 1;
    program.signal('SIGKILL');
  };
  const restart = async () => {
    await program.ended();
    await program.start();
    isDown = false;
  };
  // Some at the worst moment: the mail server has the mail, and its answer reaches nobody.
  const worst = new Set([7, 60, 111, 170]);
  let taken = 0;
  mails.onMessage = () => {
    taken += 1;
    if (worst.has(taken)) kill();
    return 'take';
  };
  for (let index = 0; index < eventCount; index += 1) {
    await happen(index);
    // The rest while notices are given, messages are written, or mails are on their way.
    const timer = setTimeout(kill, 300 + index * 450);
    for (let waited = 0; waited < 3_500 && !isDown; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    clearTimeout(timer);
    if (isDown) await restart();
  }
  mails.onMessage = () => 'take';
  const waiting = async () => {
    const { rows } = await sql<{ waiting: number }>`select
      (select count(*) from event_news) + (select count(*) from message_items where message_id is null)
      + (select count(*) from outbox where sent_at is null) as waiting from (select) one`.execute(database.db);
    return rows[0]?.waiting;
  };
  // What gathers after several in a short time is due some minutes later: it is let go.
  const letGo = () => sql`update message_items set due_at = now() where message_id is null`.execute(database.db);
  const makeRoom = () => sql`update messages set created_at = created_at - interval '2 hours'`.execute(database.db);
  const sendSoon = () =>
    sql`update outbox set next_attempt_at = now() where sent_at is null and next_attempt_at > now()`.execute(
      database.db,
    );
  // The worker writes the same rows in an order of its own: where PostgreSQL ends this one of two, it comes again.
  const unlessDeadlocked = (error: Error & { code?: string }) => {
    if (error.code !== '40P01') throw error;
  };
  await until(
    'everything is sent',
    async () => {
      for (const push of [makeRoom, letGo, sendSoon]) await push().catch(unlessDeadlocked);
      return (await waiting()) === 0;
    },
    60,
  );
  const { rows: told } = await sql<{ user_id: number; notices: number; events: number }>`
    select i.user_id, count(*)::int as notices, count(distinct n.event_id)::int as events from message_items i
    join notices n on n.id = i.notice_id where i.message_id is not null group by i.user_id`.execute(database.db);
  expect(told).toHaveLength(people);
  expect(told.every(({ notices, events }) => notices === eventCount && events === eventCount)).toBe(true);
  const { rows: messages } = await sql<{ count: number }>`select count(*)::int as count from outbox`.execute(
    database.db,
  );
  const ids = mails.received.map(({ mail }) => mail.messageId);
  expect(new Set(ids).size).toBe(messages[0]?.count);
  const copies = ids.length - new Set(ids).size;
  expect(kills).toBeGreaterThan(4);
  // A copy has the id of the first, and there is at most one for each end that came in the middle of a mail.
  expect(copies).toBeLessThanOrEqual(kills);
  console.log(`${kills} kills, ${messages[0]?.count} messages to ${people} people, ${copies} copies under the same id`);
}, 180_000);
