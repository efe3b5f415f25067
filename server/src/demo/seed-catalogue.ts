import type { Ctx } from '../context.ts';
import { storeAdvisories } from '../modules/store-advisories.ts';
import { storeAdvisoryNodes } from '../modules/store-advisory-nodes.ts';
import { storeFeed } from '../modules/store-feed.ts';
import { advisories, advisoryOf, type DemoAdvisory, nodeOf } from './advisories.ts';
import { type Calendar, type Day, firstDay, lastDay } from './calendar.ts';
import { type DemoProject, projects, releasesOn } from './projects.ts';
import { releaseHistoryXml } from './release-history.ts';

/** What drupal.org had published when the year began. */
export async function seedFirstCatalogue(ctx: Ctx, calendar: Calendar): Promise<void> {
  const then = at(ctx, calendar.before(firstDay, 24 * 60));
  for (const project of projects.values()) await store(then, project, firstDay, calendar);
  await publish(
    then,
    advisories.filter(({ day }) => day <= firstDay),
    calendar,
  );
}

/** What drupal.org published on one day: releases, branches that ended, advisories with the tags they bring. Whether there was any. */
export async function seedPublications(ctx: Ctx, day: Day, calendar: Calendar): Promise<boolean> {
  const published = advisories.filter((each) => each.day === day);
  const changed = [...projects.values()].filter(
    ({ name, releases, branches }) =>
      releases.some((each) => each.day === day) ||
      branches.some(({ since }) => since === day) ||
      published.some(({ project }) => project === name),
  );
  // After the last advisory of such an evening.
  const evening = at(ctx, calendar.publishedBy(day));
  for (const project of changed) await store(evening, project, day, calendar);
  if (published.length > 0) await publish(evening, published, calendar);
  return changed.length > 0;
}

async function publish(ctx: Ctx, published: readonly DemoAdvisory[], calendar: Calendar): Promise<void> {
  await storeAdvisories(
    ctx,
    published.map((each) => advisoryOf(each, calendar)),
  );
  await storeAdvisoryNodes(
    ctx,
    published.map((each) => nodeOf(each, calendar)),
  );
}

/** Fetches everything once more, so that the release data is as old as now. */
export async function seedFreshCatalogue(ctx: Ctx, calendar: Calendar): Promise<void> {
  for (const project of projects.values()) await store(ctx, project, lastDay, calendar);
}

async function store(ctx: Ctx, project: DemoProject, day: Day, calendar: Calendar): Promise<void> {
  if (releasesOn(project, day).length === 0) return;
  await storeFeed(ctx, project.name, releaseHistoryXml(project, day, calendar));
}

function at(ctx: Ctx, time: Date): Ctx {
  return { ...ctx, now: () => time };
}
