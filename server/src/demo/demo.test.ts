import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, useDatabase } from '../../test/harness.ts';
import { isPassword } from '../auth/passwords.ts';
import type { Database } from '../db/database.ts';
import { StartError } from '../storage.ts';
import { calendarOf, lastDay } from './calendar.ts';
import { fleet, moduleSets } from './fleet.ts';
import { projects } from './projects.ts';
import { seedDemo } from './seed-demo.ts';
import { demoPassword, goneEmail } from './sign-in.ts';

const first = useDatabase();
const second = useDatabase();
const now = new Date();
const log = { debug() {}, info() {}, warn() {}, error() {} };
const seed = ({ current: database, owner }: TestDatabase, at = now, print: (line: string) => void = () => {}) =>
  seedDemo({
    database,
    asOwner: (work) => work(owner),
    log,
    now: () => at,
    secret: 'a secret',
    press: { publicUrl: 'http://localhost:8080', secretKey: 'another secret' },
    dataDir: '/data-demo',
    print,
  });

async function rows<Row = Record<string, unknown>>(text: string, database = first.current): Promise<Row[]> {
  return (await sql.raw<Row>(text).execute(database.db)).rows;
}

/** Everything the fleet is, ids aside, in one hash. */
async function fingerprint(database: Database): Promise<unknown> {
  const parts = [
    `select s.url, s.tags, s.environment, s.created_at, a.last_report_at, s.security_count, s.update_count, s.urgency from sites s
      join site_activity a on a.site_id = s.id order by s.url`,
    `select s.url, m.module_name, v.version_number, v.datestamp, r.running_since, r.urgency, r.extensions, r.patches from site_modules r
      join sites s on s.id = r.site_id join modules m on m.id = r.module_id join module_versions v on v.id = r.current_version_id
      order by s.url, m.module_name, m.organization_id`,
    `select s.url, m.module_name, v.version_number, n.version_number as next, h.from_at, h.until_at from site_module_history h
      join sites s on s.id = h.site_id join modules m on m.id = h.module_id left join module_versions v on v.id = h.version_id
      left join module_versions n on n.id = h.next_version_id order by s.url, h.until_at, m.module_name`,
    `select s.url, r.received_at, r.status, r.body_hash, r.changes from site_reports r join sites s on s.id = r.site_id order by 1, 2`,
    `select s.url, p.run_date, p.updates_count, p.security_updates_count from patch_runs p join sites s on s.id = p.site_id order by 1, 2`,
    'select advisory_id, title, published_at from advisories order by advisory_id',
    'select action, actor_name, created_at from audit_logs order by created_at, action, actor_name, site_id',
  ];
  const hashes = parts.map((part) =>
    rows<{ hash: string }>(
      `select md5(coalesce(string_agg(to_jsonb(t)::text, e'\\n'), '')) as hash from (${part}) t`,
      database,
    ),
  );
  return (await Promise.all(hashes)).map(([row]) => row?.hash);
}

const printed: string[] = [];
let lines: readonly string[] = [];
beforeAll(async () => {
  lines = await seed(first, now, (line) => printed.push(line));
}, 120_000);

describe('the demo fleet', () => {
  it('has organizations of unequal size, people of every role and sixty sites', async () => {
    const [people] = await rows(`select count(*) as all, count(distinct role) as roles from users`);
    expect(people).toEqual({ all: 14, roles: 4 });
    const sizes = await rows<{ count: number }>(`select count(*) from sites group by organization_id order by 1 desc`);
    expect(sizes.map(({ count }) => count)).toEqual([26, 18, 11, 4, 1]);
    const [kinds] = await rows(`select count(distinct environment) as environments, count(distinct tag) > 10 as tags
      from sites, unnest(tags || 'none'::text) tag`);
    expect(kinds).toEqual({ environments: 3, tags: true });
  });

  it('shows every status, and none of them on nearly all sites', async () => {
    const byStatus = await rows<{ urgency: number; count: number }>(
      `select urgency, count(*) from sites group by urgency order by urgency`,
    );
    expect(byStatus.map(({ urgency }) => urgency)).toEqual([1, 2, 3, 4, 5]);
    for (const { count } of byStatus) {
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(30);
    }
    const fresh = await rows<{ freshness: string }>(`select distinct case when last_report_at is null then 'never'
        when last_report_at >= '${now.toISOString()}'::timestamptz - interval '24 hours' then 'fresh'
        when last_report_at >= '${now.toISOString()}'::timestamptz - interval '48 hours' then 'late' else 'silent' end as freshness
      from site_activity order by 1`);
    expect(fresh.map(({ freshness }) => freshness)).toEqual(['fresh', 'late', 'never', 'silent']);
  });

  it('counts on each site what its rows say', async () => {
    const wrong = await rows(`select s.url from sites s left join lateral (
        select count(*) filter (where m.urgency < 6) as modules, count(*) filter (where m.urgency = 1) as security,
          count(*) filter (where m.urgency = 2) as unsupported, count(*) filter (where m.urgency = 3) as update,
          count(*) filter (where m.urgency = 4) as unknown, count(*) filter (where m.urgency = 5) as current,
          count(*) filter (where m.urgency = 6) as custom, count(*) filter (where v.possible) as possible,
          coalesce(min(m.urgency) filter (where m.urgency < 6), 4) as worst, count(*) filter (where m.urgency <> v.urgency
            or m.update_available <> v.update_available or m.security_update <> v.security_update) as stale
        from site_modules m join module_versions v on v.id = m.current_version_id
        where m.organization_id = s.organization_id and m.site_id = s.id) c on true
      where (s.modules_count, s.security_count, s.unsupported_count, s.update_count, s.unknown_count, s.current_count, s.custom_count,
        s.possible_count, s.urgency) is distinct from (c.modules, c.security, c.unsupported, c.update, c.unknown, c.current, c.custom,
        c.possible, c.worst) or c.stale > 0`);
    expect(wrong).toEqual([]);
    expect(await rows('select * from changed_verdicts')).toEqual([]);
  });

  it('holds development builds, custom code, patches, submodules and an open advisory of the last two weeks', async () => {
    const [kinds] = await rows(`select count(*) filter (where v.datestamp > 0) >= 3 as builds,
        count(*) filter (where m.organization_id is not null) >= 60 as custom, count(*) filter (where r.patches is not null) >= 2 as patches,
        count(*) filter (where jsonb_array_length(r.extensions) > 1) > 100 as submodules, bool_or(v.possible) as possible
      from site_modules r join module_versions v on v.id = r.current_version_id join modules m on m.id = r.module_id`);
    expect(kinds).toEqual({ builds: true, custom: true, patches: true, submodules: true, possible: true });
    const open = await rows(`select distinct a.advisory_id from site_modules r
      join version_advisories va on va.version_id = r.current_version_id and va.exposure = 'affected'
      join advisories a on a.id = va.advisory_id where a.published_at > '${now.toISOString()}'::timestamptz - interval '15 days'`);
    expect(open.length).toBeGreaterThanOrEqual(3);
  });

  it('has a year of history that ends now, with patch runs and a trail', async () => {
    const [span] =
      await rows(`select date '${now.toISOString().slice(0, 10)}' - min(effective_at)::date between 365 and 372 as year,
        max(effective_at) between '${now.toISOString()}'::timestamptz - interval '1 hour' and '${now.toISOString()}' as ends_now,
        count(*) > 4000 as many, count(*) filter (where status not in ('applied', 'unchanged')) as others from site_reports`);
    expect(span).toEqual({ year: true, ends_now: true, many: true, others: 0 });
    const [runs] = await rows(
      `select count(*) > 500 as many, sum(security_updates_count) > 200 as security from patch_runs`,
    );
    expect(runs).toEqual({ many: true, security: true });
    const [trail] = await rows(`select (select count(*) from audit_logs where action = 'inventory.recorded')
      = (select count(*) from site_reports where status = 'applied') as complete`);
    expect(trail).toEqual({ complete: true });
    const changes = await rows(`select 1 from site_module_history h join modules m on m.id = h.module_id
      join module_versions v on v.id = h.version_id join module_versions n on n.id = h.next_version_id
      where m.module_name = 'jsonapi_extras' and v.version_number = '8.x-3.28' and n.version_number = '8.x-3.26'`);
    expect(changes).toHaveLength(1);
  });

  it('has told its people of the last two weeks, and not of the year before', async () => {
    const [log] = await rows(`select count(*) filter (where m.kind = 'instant' and b.sent_at is not null) > 5 as alerts,
        count(*) filter (where m.kind = 'daily' and b.sent_at is not null) > 5 as digests,
        count(*) filter (where b.attempts > 1) > 0 as later, count(*) filter (where b.failed_at is not null) > 0 as refused,
        count(*) filter (where b.sent_at is null and b.failed_at is null and b.id is not null) as waiting,
        min(m.created_at) > '${now.toISOString()}'::timestamptz - interval '15 days' as lately
      from messages m left join outbox b on b.message_id = m.id`);
    expect(log).toEqual({ alerts: true, digests: true, later: true, refused: true, waiting: 1, lately: true });
    expect(await rows('select email from users where email_paused_at is not null')).toEqual([{ email: goneEmail }]);
    // Nothing is left for the server to tell when it starts.
    expect(await rows('select * from message_items where message_id is null and not is_dropped')).toEqual([]);
  });

  it('says how to sign in, and the password is the one that was stored', async () => {
    const password = demoPassword('a secret');
    expect(password.length).toBeGreaterThanOrEqual(15);
    expect(demoPassword('another secret')).not.toBe(password);
    expect(lines[0]).toContain(password);
    expect(printed).toHaveLength(3);
    const users = await rows<{ email: string; role: string; hashed_password: string }>(
      `select email, role, hashed_password from users where email in ('sam@patchlight.example', 'vic@fjordlight.example') order by role`,
    );
    expect(users.map(({ role }) => role)).toEqual(['superuser', 'viewer']);
    for (const { email, hashed_password } of users) {
      expect(lines[0]).toContain(email);
      expect(await isPassword(password, hashed_password)).toBe(true);
    }
  });
});

it('changes nothing when it is started again, and says so when the fleet has grown old', async () => {
  const before = await fingerprint(first.current);
  expect(await seed(first)).toEqual(lines);
  const later = await seed(first, new Date(now.getTime() + 3 * 86_400_000));
  expect(later.at(-1)).toContain('stop and delete /data-demo');
  expect(await fingerprint(first.current)).toEqual(before);
});

it('makes an unfinished fleet anew, the same one as elsewhere', async () => {
  await expect(
    seed(second, now, (line) => {
      if (line.startsWith('Demo 2')) throw new Error('Interrupted.');
    }),
  ).rejects.toThrow('Interrupted.');
  await seed(second);
  expect(await fingerprint(second.current)).toEqual(await fingerprint(first.current));
}, 120_000);

describe('its facts', () => {
  it('name no project that is not known, and no host that could exist', () => {
    const named = Object.values(moduleSets).flatMap((set) => set.split(/\s+/));
    expect(named.filter((name) => !projects.has(name))).toEqual([]);
    const hosts = fleet.flatMap(({ sites }) => sites.map(({ host }) => host));
    expect(hosts.filter((host) => !host.endsWith('.example'))).toEqual([]);
    expect(new Set(hosts).size).toBe(60);
  });

  it.each(['2026-11-26T00:03:00Z', '2026-08-20T12:00:00Z', '2027-02-28T23:59:00Z', '2031-01-01T08:00:00Z'])(
    'end at most six days before %s, on a Thursday as on drupal.org',
    (text) => {
      const calendar = calendarOf(new Date(text));
      const end = calendar.before(lastDay, 0);
      expect(calendar.quietDays).toBeLessThanOrEqual(6);
      expect(end.getTime()).toBe(Date.parse(text) - calendar.quietDays * 86_400_000);
      expect(end.getUTCDay()).toBe(4);
      expect(calendar.moved('2026-08-19T17:21:00Z').getTime()).toBeLessThan(Date.parse(text));
      expect(calendar.publishedBy(lastDay - 1).getTime()).toBeLessThan(Date.parse(text));
    },
  );
});

describe('a database with another fleet', () => {
  const foreign = useDatabase();
  it('is left alone', async () => {
    await sql`insert into users (uuid, name, email, role) values (gen_random_uuid(), 'Alice', 'alice@example.org', 'superuser')`.execute(
      foreign.current.db,
    );
    await expect(seed(foreign)).rejects.toThrow(StartError);
    expect(await rows('select email from users', foreign.current)).toEqual([{ email: 'alice@example.org' }]);
  });
});
