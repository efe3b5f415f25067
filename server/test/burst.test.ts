import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { newId } from '../src/ids.ts';
import { drainInbox } from '../src/inventory/drain-inbox.ts';
import { createInbox, type Inbox } from '../src/inventory/inbox.ts';
import { behindAt, behindEarly, createIntake } from '../src/inventory/intake.ts';
import { parseReport } from '../src/inventory/parse-report.ts';
import { createCatalogue } from '../src/modules/catalogue.ts';
import { useApp } from './app.ts';
import { makeSite, type SiteRow } from './factories.ts';
import { until } from './fetching.ts';

const test = useApp();
let sites: SiteRow[];

beforeAll(async () => {
  sites = [];
  while (sites.length < behindEarly.reports + 10)
    sites.push(...(await Promise.all(Array.from({ length: 40 }, () => makeSite(test.ctx, test.cast.home)))));
}, 60_000);
afterEach(() => test.sql('delete from report_inbox'));

const says = (version: string) => ({ extensions: [{ name: 'token', version }] });
const waiting = async () => (await test.sql('select from report_inbox')).length;

function arrivalOf({ id, uuid, organization }: SiteRow) {
  return {
    site: { id, uuid, organizationId: organization.id },
    ...{ receivedAt: test.pass(1_000), bodyHash: newId().replaceAll('-', ''), requestId: 'burst' },
    actor: { actor_type: 'key', actor_id: null, actor_name: null },
  };
}

function keep(inbox: Inbox, site: SiteRow): Promise<void> {
  return inbox.add({ ...arrivalOf(site), reportId: newId(), body: Buffer.from(JSON.stringify(says('8.x-1.1'))) });
}

it('begins with fewer reports where each takes long', async () => {
  const { pipeline } = test.database;
  const slow: Database = {
    ...test.database,
    pipeline: {
      async transaction(organizationIds, work) {
        await sleep(300);
        return pipeline.transaction(organizationIds, work);
      },
    },
  };
  const intake = createIntake({
    database: slow,
    catalogue: createCatalogue(test.database.db),
    telemetry: test.app.telemetry,
  });
  let round = 0;
  const isBehindWith = async (count: number) => {
    round += 1;
    const recorded = sites.slice(0, count).map((site) => {
      const arrival = arrivalOf(site);
      const report = parseReport(says(`8.x-1.${round}`), { at: arrival.receivedAt, idempotencyKey: undefined });
      return intake.record({ ...arrival, report });
    });
    const isBehind = intake.isBehind();
    await Promise.all(recorded);
    return isBehind;
  };
  expect(behindEarly.reports).toBeLessThan(behindAt);
  // How long a report takes is not known yet.
  expect(await isBehindWith(behindEarly.reports)).toBe(false);
  expect(await isBehindWith(behindEarly.reports)).toBe(true);
  expect(await isBehindWith(behindEarly.reports - 1)).toBe(false);
}, 30_000);

it('goes on while more than a hundred wait, also where they were kept a moment ago', async () => {
  const inbox = createInbox(test.database);
  await Promise.all(sites.slice(0, 101).map((site) => keep(inbox, site)));
  expect(inbox.isBehind()).toBe(true);
});

it('lets what was kept wait while more comes than is written', async () => {
  const inbox = createInbox(test.database);
  await Promise.all(sites.slice(0, 20).map((site) => keep(inbox, site)));
  let isPressed = true;
  const { intake, telemetry } = test.app;
  const stop = drainInbox({
    ctx: test.ctx,
    inbox: { onAdded: () => undefined, isPressed: () => isPressed },
    ...{ intake, telemetry, parseJson: parseStrictJson, pollMs: 20 },
  });
  await sleep(500);
  expect(await waiting()).toBe(20);
  isPressed = false;
  await until(async () => (await waiting()) === 0);
  await stop();
});
