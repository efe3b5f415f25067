import { existsSync, readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomOf } from '../src/demo/random.ts';
import { receiveAdvisories } from '../src/feeds/receive-advisories.ts';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { sendMails } from '../src/mail/send-mails.ts';
import { createSmtp } from '../src/mail/transport.ts';
import { createTelemetry } from '../src/telemetry.ts';
import { useApp } from './app.ts';
import { contradictions } from './consistency.ts';
import {
  makeOrganization,
  makePerson,
  makeSite,
  type OrganizationRow,
  type Person,
  type SiteRow,
} from './factories.ts';
import { useMailServer } from './mail-server.ts';
import { messagesOf } from './messages.ts';

// 24 June 2026: thirteen advisories within sixteen minutes, from the advisory database as it was read in August.
const database = new URL('../../../shared/data/drupal-advisories.osv.jsonl', import.meta.url);
const siteCount = 2_000;
const organizationCount = 40;

interface Published {
  readonly id: string;
  readonly published: string;
  readonly modified: string;
  readonly line: string;
}

/** Of each project that day: versions inside the published ranges, by advisory, and versions outside of all of them. */
const versions: Record<string, { hit: string[]; by: string[]; safe: string[] }> = {
  admin_feedback: { hit: ['2.7.0', '8.x-1.4'], by: ['051', '052'], safe: ['2.8.0', '2.8.1'] },
  ai_provider_openai: { hit: ['1.1.0', '1.2.1'], by: ['053'], safe: ['1.1.1', '1.2.2'] },
  ai: { hit: ['1.2.16', '1.3.7', '1.4.0'], by: ['054', '055'], safe: ['1.2.17', '1.3.8', '1.4.3'] },
  ai_agents: { hit: ['1.1.3', '1.2.0', '1.3.0'], by: ['056', '057'], safe: ['1.1.4', '1.2.5', '1.3.1'] },
  commerce_realex: { hit: ['3.0.1'], by: ['058'], safe: ['3.0.2'] },
  wisski: { hit: ['8.x-3.9', '4.1.0'], by: ['059'], safe: ['4.2.0'] },
  paragraphs: { hit: ['8.x-1.20', '8.x-1.19'], by: ['060', '061'], safe: ['8.x-1.21'] },
  geolocation: { hit: ['8.x-3.14'], by: ['062'], safe: ['8.x-3.15'] },
  salesforce: { hit: ['5.1.2', '8.x-5.0'], by: ['063'], safe: ['5.1.3'] },
};
const advisoryId = (number: string) => `SA-CONTRIB-2026-${number}`;

const test = useApp({ start: '2026-06-24T12:00:00Z' });
const mails = useMailServer();
const { tell, digest } = messagesOf(test);
const clients = ['alder', 'birch', 'cedar'];
const personCount = 300;

/** Somebody with choices of his own. */
interface Reader {
  readonly person: Person;
  readonly organizations: readonly OrganizationRow[];
  readonly pace: 'instant' | 'daily' | 'weekly' | 'off';
  readonly isIn: (site: SiteRow) => boolean;
}
const readers: Reader[] = [];
const all: Published[] = existsSync(database) ? readAll() : [];
const ofTheDay = all.filter(({ published }) => published.startsWith('2026-06-24'));
const runs = new Map<SiteRow, Record<string, string>>();

function readAll(): Published[] {
  const lines = readFileSync(database, 'utf8').trim().split('\n');
  return lines.map((line) => ({ ...(JSON.parse(line) as Published), line }));
}

/** The whole database as it stood at that time; what was edited later is not in it yet. */
function documentAt(time: string): Buffer {
  const lines = all.filter(({ published }) => published <= time).map(({ line }) => line);
  return Buffer.from(lines.join('\n'));
}

/** A few of the projects, each in a version that is hit, or one that is not; the same ones in every run. */
function inventoryOf(site: number): Record<string, string> {
  const random = randomOf(`site ${site}`);
  return Object.fromEntries(
    Object.entries(versions).flatMap(([project, { hit, safe }]) => {
      const all = [...hit, ...safe];
      const version = all[random.between(0, all.length - 1)] ?? '';
      return random.chance(1 / 3) ? [[project, version]] : [];
    }),
  );
}

async function report(site: SiteRow, inventory: Record<string, string>): Promise<void> {
  const extensions = Object.entries({ token: '8.x-1.15', ...inventory }).map(([name, version]) => ({ name, version }));
  const { statusCode } = await test.app.http.inject({
    method: 'POST',
    url: '/api/v1/reports',
    headers: { ...test.as(site.key), 'content-type': 'application/json' },
    payload: JSON.stringify({ extensions }),
  });
  expect(statusCode).toBe(202);
  runs.set(site, inventory);
}

function versionsOf(project: string) {
  const found = versions[project];
  if (found === undefined) throw new Error(`${project} has no advisory that day.`);
  return found;
}

/** What has to be told, by plain loops over what the sites run: `organization advisory site`. */
function expectedPairs(published: readonly string[]): string[] {
  const pairs: string[] = [];
  for (const [site, inventory] of runs)
    for (const [project, version] of Object.entries(inventory)) {
      const { hit, by } = versionsOf(project);
      for (const number of by)
        if (hit.includes(version) && published.includes(number))
          pairs.push(`${site.organization.uuid} ${advisoryId(number)} ${site.uuid}`);
    }
  return pairs.sort();
}

interface NotedEvent {
  readonly key: string;
  readonly at: string;
}

async function notedPairs(): Promise<string[]> {
  const rows = await test.sql<{ pair: string }>(`
    select o.uuid || ' ' || a.advisory_id || ' ' || s.uuid as pair from event_sites es
    join events e on e.organization_id = es.organization_id and e.id = es.event_id
    join advisories a on a.id = e.advisory_id join organizations o on o.id = e.organization_id
    join sites s on s.organization_id = es.organization_id and s.id = es.site_id`);
  return rows.map(({ pair }) => pair).sort();
}

function notedEvents(): Promise<NotedEvent[]> {
  return test.sql<NotedEvent>(`select o.uuid || ' ' || a.advisory_id as key, e.created_at as at from events e
    join advisories a on a.id = e.advisory_id join organizations o on o.id = e.organization_id order by 1`);
}

async function inParts<T, R>(list: readonly T[], each: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < list.length; from += 100)
    done.push(...(await Promise.all(list.slice(from, from + 100).map((item, index) => each(item, from + index)))));
  return done;
}

const tagOf = (site: SiteRow) => clients[site.id % clients.length] ?? '';

/** Everybody chooses something else: how fast, which sites, from which risk, when not to be disturbed. */
async function addReaders(organizations: readonly OrganizationRow[], sites: readonly SiteRow[]): Promise<void> {
  for (const [index, tag] of clients.entries())
    await test.sql('update sites set tags = array[$1] where id % $2 = $3', [tag, clients.length, index]);
  for (let index = 0; index < personCount; index += 1) {
    const random = randomOf(`reader ${index}`);
    const [home, second] = [
      organizations[index % organizations.length],
      organizations[(index * 7 + 3) % organizations.length],
    ];
    if (home === undefined || second === undefined) throw new Error('There is no such organization.');
    const person = await makePerson(test.ctx, home, `Reader ${index}`, 'developer');
    const isInTwo = second !== home && random.chance(1 / 4);
    if (isInTwo)
      await test.sql(
        "insert into memberships (organization_id, user_id, role, created_at) values ($1, $2, 'viewer', $3)",
        [second.id, person.id, test.now()],
      );
    const pace = (['instant', 'instant', 'daily', 'weekly', 'off'] as const)[random.between(0, 4)] ?? 'off';
    const tag = random.chance(1 / 3) ? clients[random.between(0, clients.length - 1)] : undefined;
    const named =
      tag === undefined && random.chance(1 / 4) ? sites.filter((site) => site.organization === home).slice(0, 5) : [];
    const preferences = {
      events: { security_exposure: pace, exposure_overdue: 'off', project_unsupported: 'off', site_silent: 'off' },
      tags: tag === undefined ? [] : [tag],
      site_ids: named.map(({ uuid }) => uuid),
      quiet_hours: random.chance(1 / 4) ? { from: '18:00', to: '07:00' } : null,
      risk_threshold: random.chance(1 / 4) ? 18 : 0,
    };
    await test.sql('update users set notification_preferences = $2 where id = $1', [
      person.id,
      JSON.stringify(preferences),
    ]);
    const isIn = (site: SiteRow) =>
      tag !== undefined ? tagOf(site) === tag : named.length === 0 || named.includes(site);
    readers.push({ person, organizations: isInTwo ? [home, second] : [home], pace, isIn });
  }
}

async function poll(time: string): Promise<void> {
  test.setNow(time);
  const received = await receiveAdvisories(test.ctx, documentAt(time));
  expect(received.outcome).not.toBe('refused');
  await flagChangedSites(test.ctx);
}

describe.skipIf(all.length === 0)('the replay of 24 June 2026 over 2,000 sites', () => {
  beforeAll(async () => {
    const organizations: OrganizationRow[] = [];
    for (let index = 0; index < organizationCount; index += 1)
      organizations.push(await makeOrganization(test.ctx, `Organization ${index}`));
    // Of very unequal size: the square roots of the numbers of the sites fall on the organizations.
    const owners = Array.from({ length: siteCount }, (_, index) => {
      const of = organizations[Math.floor(Math.sqrt(index * 0.8)) % organizationCount];
      if (of === undefined) throw new Error('There is no such organization.');
      return of;
    });
    const sites = await inParts(owners, (owner) => makeSite(test.ctx, owner));
    await poll('2026-06-24T12:05:00Z');
    await inParts(sites, (site, index) => report(site, inventoryOf(index)));
    // Members of that day who see what comes from now on; holes of before are theirs as well, and told here.
    await tell();
    await addReaders(organizations, sites);
    test.pass(60_000);
  }, 180_000);

  it('thirteen were published that evening', () => {
    expect(ofTheDay.map(({ id }) => id.slice(-3)).sort()).toEqual(
      Object.values(versions)
        .flatMap(({ by }) => by)
        .sort(),
    );
  });

  it('before it, no site is exposed to one of them', async () => {
    const before = await notedEvents();
    expect(before.filter(({ key }) => key.includes('SA-CONTRIB-2026-05'))).toEqual([]);
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
  });

  it('each poll tells of what was published since, of every exposed site once, and of nothing twice', async () => {
    const before = await notedPairs();
    const told = new Set<string>();
    let patched = 0;
    for (const time of ['18:30', '18:35', '18:40', '18:45', '18:50', '18:55', '22:00'].map(
      (clock) => `2026-06-24T${clock}:00Z`,
    )) {
      await poll(time);
      const published = ofTheDay.filter((each) => each.published <= time).map(({ id }) => id.slice(-3));
      const noted = (await notedPairs()).filter((pair) => !before.includes(pair));
      // Who has patched in the meantime was exposed all the same, and stays in the list.
      expect(noted.filter((pair) => !told.has(pair))).toEqual(
        expectedPairs(published).filter((pair) => !told.has(pair) && !before.includes(pair)),
      );
      for (const pair of noted) told.add(pair);
      await tell();
      // A quick team takes the fixed release at once.
      for (const [site, inventory] of [...runs].slice(patched, patched + 25))
        if (inventory.paragraphs !== undefined) await report(site, { ...inventory, paragraphs: '8.x-1.21' });
      patched += 25;
    }
    expect(told.size).toBeGreaterThan(3_000);
    const events = await notedEvents();
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
    const first = new Map(ofTheDay.map(({ id, published }) => [advisoryId(id.slice(-3)), published]));
    for (const { key, at } of events) {
      const published = first.get(key.split(' ')[1] ?? '');
      // Within the five minutes between two polls.
      if (published !== undefined) expect(Date.parse(at) - Date.parse(published)).toBeLessThanOrEqual(5 * 60_000);
    }
    expect(await contradictions((text) => test.sql(text))).toEqual([]);
  });

  it('the advisories that were edited later add nothing to it', async () => {
    const [pairs, events] = [await notedPairs(), await notedEvents()];
    test.setNow('2026-06-25T08:00:00Z');
    const later = Buffer.from(
      ofTheDay.map(({ line }) => line.replaceAll('"details":"', '"details":"Edited. ')).join('\n'),
    );
    await receiveAdvisories(test.ctx, later);
    await flagChangedSites(test.ctx);
    expect(await notedPairs()).toEqual(pairs);
    expect(await notedEvents()).toEqual(events);
  });

  const theDay = async (date: string) => {
    test.setNow(`${date}T08:05:00Z`);
    await tell();
    await digest();
  };

  it('each of 300 people is told of each site and hole of theirs once, as they chose, and of nothing else', async () => {
    // A week goes by, with its digests; nobody updates anything.
    // The 29th is a Monday.
    for (const day of [25, 26, 29, 30]) await theDay(`2026-06-${day}`);
    const sending = {
      smtp: createSmtp(mails.url, 'patchlight@example.org'),
      telemetry: createTelemetry(new Registry()),
    };
    await test.sql("update outbox set expires_at = 'infinity', next_attempt_at = $1", [test.now()]);
    await sendMails(test.ctx, { ...sending, signal: new AbortController().signal });
    const rows = await test.sql<{ email: string; pair: string; at: string }>(`
      select u.email, o.uuid || ' ' || a.advisory_id || ' ' || s.uuid as pair, m.created_at as at from message_items i
      join messages m on m.id = i.message_id join users u on u.id = i.user_id
      join notices n on n.id = i.notice_id and n.stage <> 'resolved' join events e on e.organization_id = n.organization_id and e.id = n.event_id
      join advisories a on a.id = e.advisory_id join organizations o on o.id = e.organization_id
      join event_sites es on es.organization_id = n.organization_id and es.notice_id = n.id
      join sites s on s.organization_id = es.organization_id and s.id = es.site_id`);
    const toldTo = new Map<string, string[]>();
    for (const { email, pair } of rows) toldTo.set(email, [...(toldTo.get(email) ?? []), pair]);
    const published = ofTheDay.map(({ id }) => id.slice(-3));
    const siteOf = new Map([...runs.keys()].map((site) => [site.uuid, site]));
    let pairs = 0;
    for (const { person, organizations, pace, isIn } of readers) {
      const told = (toldTo.get(person.email) ?? []).filter((pair) =>
        isIn(siteOf.get(pair.split(' ')[2] ?? '') as SiteRow),
      );
      const theirs = organizations.map(({ uuid }) => uuid);
      const open = expectedPairs(published).filter((pair) => {
        const [organization = '', , site = ''] = pair.split(' ');
        return theirs.includes(organization) && isIn(siteOf.get(site) as SiteRow);
      });
      expect(new Set(told).size, person.email).toBe(told.length);
      expect(told.filter((pair) => !theirs.includes(pair.split(' ')[0] ?? ''))).toEqual([]);
      if (pace === 'off') expect(told).toEqual([]);
      // What was mended before it was told is told no more; all that is open was.
      else
        expect(
          open.filter((pair) => !told.includes(pair)),
          `${person.email} ${pace}`,
        ).toEqual([]);
      pairs += told.length;
    }
    const messages = await test.sql<{ kind: string; count: number }>(
      'select kind, count(*)::int from messages m where skipped is null group by kind order by kind',
    );
    const sent = messages.reduce((sum, { count }) => sum + count, 0);
    expect(mails.received).toHaveLength(sent);
    expect(new Set(mails.received.map(({ mail }) => mail.messageId)).size).toBe(sent);
    const most = Math.max(
      ...[
        ...new Map(
          mails.received.map(({ recipients }) => [
            recipients[0],
            mails.received.filter((each) => each.recipients[0] === recipients[0]).length,
          ]),
        ).values(),
      ],
    );
    console.log(
      `${readers.length} people, ${pairs} pairs of site and advisory, ${sent} mails (${messages.map(({ kind, count }) => `${count} ${kind}`).join(', ')}), at most ${most} to one`,
    );
  }, 300_000);

  it('every organization finds its exposed sites in the list of advisories', async () => {
    const { data } = await test.request(
      test.as(test.cast.sam),
      'GET',
      '/api/v1/advisories?state=exposed&published_from=2026-06-24T00:00:00Z&published_to=2026-06-25T00:00:00Z&per_page=100',
    );
    const published = ofTheDay.map(({ id }) => id.slice(-3));
    const counted: Record<string, number> = {};
    for (const pair of expectedPairs(published)) {
      const id = pair.split(' ')[1] ?? '';
      counted[id] = (counted[id] ?? 0) + 1;
    }
    const listed = (data as { id: string; sites: { exposed: number } }[]).map(({ id, sites }) => [id, sites.exposed]);
    expect(Object.fromEntries(listed)).toEqual(counted);
  });
});
