import { Registry } from 'prom-client';
import { createKeyCache } from '../auth/key-cache.ts';
import type { Actor, Ctx } from '../context.ts';
import type { Database } from '../db/database.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import { createIntake } from '../inventory/intake.ts';
import { receiveReport } from '../inventory/receive-report.ts';
import type { Press } from '../messages/person.ts';
import { createCatalogue } from '../modules/catalogue.ts';
import { tallyDays } from '../reports/daily-tallies.ts';
import { createSite } from '../sites/write-site.ts';
import { createTelemetry } from '../telemetry.ts';
import { type Calendar, type Day, firstDay, lastDay } from './calendar.ts';
import type { DemoSite } from './fleet.ts';
import { randomOf } from './random.ts';
import { seedPublications } from './seed-catalogue.ts';
import { createTeller } from './seed-messages.ts';
import type { SeededOrganization } from './seed-people.ts';
import { joinedOn, lifeOf, type Stay } from './site-life.ts';
import { reportBody } from './site-report.ts';

/** A site on its way through the year. */
export interface SeededSite {
  readonly site: DemoSite;
  readonly owner: SeededOrganization;
  readonly key: Actor;
  readonly stays: readonly Stay[];
}

/** Registers the sites, each some days before its first report, through its organization's keeper. */
export async function seedSites(
  ctx: Ctx,
  organizations: readonly SeededOrganization[],
  calendar: Calendar,
): Promise<SeededSite[]> {
  const keys = createKeyCache(ctx.db, ctx.log, ctx.now);
  const seeded: SeededSite[] = [];
  for (const owner of organizations) {
    for (const site of owner.organization.sites) {
      const created = calendar.before(joinedOn(site), randomOf(`created ${site.host}`).between(1, 20) * 24 * 60);
      const scope = [owner.id];
      const { api_key } = await createSite(
        { ...ctx, now: () => created, actor: owner.keeper, organizationIds: scope, visibleOrganizationIds: scope },
        {
          body: {
            url: `https://${site.host}`,
            name: site.name,
            organization_id: owner.uuid,
            environment: site.environment,
            tags: [...site.tags],
          },
        },
      );
      seeded.push({
        site,
        owner,
        key: await keys.actorOfKey(api_key, { source: '127.0.0.1', requestId: ctx.requestId }),
        stays: lifeOf(site),
      });
    }
  }
  await keys.close();
  return seeded;
}

/**
 * Lets the year pass, day by day: sites report in the morning, drupal.org publishes in the evening, and in the end people are
 * told. Counts the reports.
 */
export async function seedYear(
  ctx: Ctx,
  database: Database,
  sites: readonly SeededSite[],
  { calendar, press }: { calendar: Calendar; press: Press },
): Promise<number> {
  const telemetry = createTelemetry(new Registry());
  const intake = createIntake({ database, catalogue: createCatalogue(ctx.db), telemetry });
  const parts = { intake, telemetry, parseJson: parseStrictJson };
  const teller = createTeller(ctx, { calendar, press, telemetry });
  const bodies = new Map<Stay, Buffer>();
  let reports = 0;
  for (let day = firstDay; day <= lastDay + calendar.quietDays; day += 1) {
    const due = sites.flatMap((seeded) => reportOn(seeded, day, calendar, bodies));
    await Promise.all(
      due.map(({ actor, at, body }) =>
        receiveReport({ ...ctx, actor, now: () => at }, { siteId: undefined, body, idempotencyKey: undefined }, parts),
      ),
    );
    reports += due.length;
    const isPublished = day > firstDay && day < lastDay && (await seedPublications(ctx, day, calendar));
    if (teller.isTold(day)) {
      await intake.idle();
      const reported = calendar.before(day, 3);
      const published = new Date(calendar.publishedBy(day).getTime() + 5 * 60_000);
      await teller.tell(day, isPublished && published > reported ? published : reported);
    }
    // The days before are worked out from the history; of these it is also known how the sites stood.
    if (day > lastDay + calendar.quietDays - talliedDays)
      await tallyDays({ ...ctx, now: () => calendar.before(day, 0) });
  }
  await intake.idle();
  await teller.askForTest();
  return reports;
}

/** Sites report when something changed, once a week long ago and daily in the last weeks. */
function reportOn({ site, owner, key, stays }: SeededSite, day: Day, calendar: Calendar, bodies: Map<Stay, Buffer>) {
  const random = randomOf(`cron ${site.host}`);
  const weekday = random.chance(0.5) ? 0 : 4;
  const minutes = site.notes.late === undefined ? random.between(4, 8 * 60) : 6 * 60;
  const silentDays = site.notes.late === undefined ? Number(site.notes.silent ?? 0) : 1;
  const stay = stays.findLast((each) => each.day <= day);
  if (stay === undefined || site.notes.never !== undefined) return [];
  if (day > lastDay + calendar.quietDays - silentDays) return [];
  if (stay.day !== day && day % 7 !== weekday && day <= lastDay - dailyDays) return [];
  const body = bodies.get(stay) ?? reportBody(site, owner.organization, stay, calendar);
  bodies.set(stay, body);
  return [{ actor: key, at: calendar.before(day, minutes), body }];
}

const dailyDays = 28;
const talliedDays = 10;
