import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDrupalOrg } from './drupal-org.ts';
import { until } from './fetching.ts';
import { ServerProgram } from './server-process.ts';

const drupalOrg = useDrupalOrg();
let program: ServerProgram;

const settings = (feeds: 'on' | 'off') => ({
  FEEDS: feeds,
  RELEASE_FEED_URL: drupalOrg.addresses.release_history,
  ADVISORY_OSV_URL: drupalOrg.addresses.advisories_osv,
  ADVISORY_SA_URL: drupalOrg.addresses.advisories_sa,
  PSA_URL: drupalOrg.addresses.advisories_psa,
});

beforeAll(async () => {
  program = await ServerProgram.build({});
}, 60_000);
afterAll(() => program?.remove(), 60_000);

it('FEEDS=off opens no socket; on, advisories are fetched at the first start, then core, never two requests in a second', async () => {
  await program.start(settings('off'));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await program.end('SIGTERM');
  expect(drupalOrg.connections()).toBe(0);

  await program.start(settings('on'));
  await until(() => drupalOrg.asked.length >= 4);
  await program.end('SIGTERM');
  const paths = drupalOrg.asked.map(({ path }) => path.split('?')[0]);
  expect(paths.slice(0, 3).sort()).toEqual(['/api-d7/node.json', '/osv.zip', '/psa.json']);
  expect(paths[3]).toBe('/release-history/drupal/current');
  const [first, second, third] = drupalOrg.asked;
  for (const gap of [(second?.at ?? 0) - (first?.at ?? 0), (third?.at ?? 0) - (second?.at ?? 0)]) {
    expect(gap).toBeGreaterThan(1_000);
    expect(gap).toBeLessThan(10_000);
  }
  expect(first?.headers['user-agent']).toMatch(/^Patchlight\/\d+\.\d+\.\d+ \(\+http:\/\/localhost:\d+\)$/);
}, 60_000);
