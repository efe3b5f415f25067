import { expect, it } from 'vitest';
import { inTransaction } from '../src/context.ts';
import { lastTurn, localTime } from '../src/messages/local-time.ts';
import { noteEvent } from '../src/notifications/events.ts';
import { useApp } from './app.ts';
import { makePerson, type Person } from './factories.ts';
import { messagesOf } from './messages.ts';

const test = useApp({ start: '2026-01-01T00:00:00Z' });
const { tell, digest, forget } = messagesOf(test);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Sydney',
  'Asia/Kathmandu',
  'America/Santiago',
  'UTC',
] as const;
// In these weeks clocks are put forward and back, in the north and in the south, on different days; the year has all others too.
const isWholeYear = process.env.WHOLE_YEAR === 'yes';
const stretches: readonly (readonly [string, string])[] = isWholeYear
  ? [['2026-01-01', '2027-01-02']]
  : [
      ['2026-03-28', '2026-04-06'],
      ['2026-10-24', '2026-11-02'],
    ];

interface Subscriber {
  readonly person: Person;
  readonly zone: string;
  readonly hour: number;
  readonly weekday: number;
  readonly isUnconditional: boolean;
}

async function subscribers(): Promise<Subscriber[]> {
  const all: Subscriber[] = [];
  for (let index = 0; index < 50; index += 1) {
    const person = await makePerson(test.ctx, test.cast.home, `Reader ${index}`, 'organization_admin');
    const zone = zones[index % zones.length] ?? 'UTC';
    // Every hour of the day occurs, those that clocks skip and repeat too.
    const [hour, weekday, isUnconditional] = [index % 24, 1 + (index % 7), index % 2 === 0];
    const events = { membership_changed: index % 3 === 0 ? 'weekly' : 'daily' };
    const answer = await test.request(test.as(person), 'PUT', `/api/v1/users/update/${person.uuid}`, {
      timezone: zone,
      notification_preferences: {
        events,
        digest_hour: hour,
        digest_weekday: weekday,
        send_if_unchanged: isUnconditional,
      },
    });
    expect(answer.status).toBe(200);
    all.push({ person, zone, hour, weekday, isUnconditional });
  }
  return all;
}

const told: { id: string; at: Date }[] = [];
let happened = 0;

async function happen(): Promise<void> {
  happened += 1;
  const id = `member-${happened}`;
  await inTransaction(test.ctx, (tx) =>
    noteEvent(tx, {
      organizationId: test.cast.home.id,
      kind: 'membership_changed',
      subject: id,
      details: { person: id, change: 'joined', role: 'viewer', former_role: null, by: null, by_id: null },
    }),
  );
  await tell();
  told.push({ id, at: test.now() });
}

it('every digest comes at its local hour, none twice, none missing, across changes of clocks and restarts', async () => {
  const all = await subscribers();
  await tell();
  const expected: string[] = [];
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  let longestStopMs = 0;
  const seen: { person: string; kind: string; end: string; at: string; items: number; skipped: string | null }[] = [];
  for (const [from, to] of stretches) {
    test.setNow(`${from}T00:00:00Z`);
    await digest();
    await forget();
    told.length = 0;
    const start = test.now().getTime();
    let downUntil = 0;
    let lastUp = start;
    for (let now = start + hourMs / 2; now < Date.parse(`${to}T00:00:00Z`); now += hourMs) {
      test.setNow(new Date(now));
      // A restart: for a while nothing runs.
      if (downUntil < now && random() < 0.01) downUntil = now + random() * 5 * hourMs;
      if (now < downUntil) continue;
      longestStopMs = Math.max(longestStopMs, now - lastUp);
      lastUp = now;
      if (random() < 0.02) await happen();
      await digest();
      // Twice at once, as two workers would.
      if (random() < 0.05) await Promise.all([digest(), digest()]);
    }
    const end = test.now();
    for (const { person, zone, hour, weekday } of all)
      for (const kind of ['daily', 'weekly'] as const) {
        const turns = new Set<string>();
        for (let at = start + 1; at <= end.getTime(); at += hourMs / 2) {
          const turn = lastTurn(new Date(at), { hour, weekday: kind === 'weekly' ? weekday : null, zone });
          if (turn.getTime() > start) turns.add(`${person.email} ${kind} ${turn.toISOString()}`);
        }
        expected.push(...turns);
      }
    const rows = await test.sql<(typeof seen)[number]>(
      `select u.email as person, m.kind, m.window_end as end, m.created_at as at,
      m.skipped, (select count(*) from message_items i where i.message_id = m.id)::int as items
      from messages m join users u on u.id = m.user_id where m.kind in ('daily', 'weekly') and u.name like 'Reader %' and m.window_end > $1`,
      [new Date(start)],
    );
    seen.push(...rows);
    // Whatever happened, each was told of it once, or will be with the next.
    const items = await test.sql<{
      person: string;
      subject: string;
    }>(`select u.email as person, e.subject from message_items i
      join users u on u.id = i.user_id join notices n on n.id = i.notice_id join events e on e.organization_id = n.organization_id and e.id = n.event_id
      where i.message_id is not null`);
    const untold = all.flatMap(({ person }) =>
      told.flatMap(({ id, at }) => {
        const times = items.filter((item) => item.person === person.email && item.subject === id).length;
        const isDue = at.getTime() < end.getTime() - 8 * dayMs;
        return times > 1 || (isDue && times === 0) ? `${person.email} ${id} ${at.toISOString()} ${times}` : [];
      }),
    );
    expect(untold).toEqual([]);
  }
  const windows = seen.map(({ person, kind, end }) => `${person} ${kind} ${new Date(end).toISOString()}`);
  expect(new Set(windows).size).toBe(windows.length);
  // While nothing ran for longer than a day a window may be made up for by the next; a stop of five hours is shorter.
  expect(windows.sort()).toEqual(expected.sort());
  for (const { person, kind, end, at, items, skipped } of seen) {
    const reader = all.find((each) => each.person.email === person);
    if (reader === undefined) throw new Error(person);
    const local = localTime(new Date(end), reader.zone);
    const isSkippedHour = local.hour === reader.hour + 1;
    expect(local.hour === reader.hour || isSkippedHour).toBe(true);
    // With the next run after its hour: late by a stop at most.
    expect(Date.parse(at) - Date.parse(end)).toBeLessThanOrEqual(longestStopMs);
    // A week in which something was told at once or by the day is not nothing.
    if (skipped !== null || kind === 'daily')
      expect(skipped).toBe(items > 0 || reader.isUnconditional ? null : 'unchanged');
  }
  console.log(
    `${seen.length} windows of ${all.length} people, ${seen.filter(({ skipped }) => skipped === null).length} sent`,
  );
}, 600_000);
