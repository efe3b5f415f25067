import { afterEach, expect, it } from 'vitest';
import type { Log } from '../context.ts';
import { createLoad, type Load, loadBounds } from './load.ts';
import { createRateLimiter, rateLimits, tightening } from './rate-limit.ts';

const logged: string[] = [];
const note = (_fields: object, message: string) => void logged.push(message);
const log: Log = { debug: note, info: note, warn: note, error: note };
const measured = { late: 0, backlog: 0 };
const open: Load[] = [];
const watch = (measure = true) => {
  const load = createLoad({ backlog: () => measured.backlog, log, ...(measure && { lateMs: () => measured.late }) });
  open.push(load);
  return load;
};
const lookAt = (load: Load, late: number, backlog = 0) => {
  Object.assign(measured, { late, backlog });
  load.look();
  return load.isBehind();
};

afterEach(() => {
  for (const load of open.splice(0)) load.close();
  Object.assign(measured, { late: 0, backlog: 0 });
});

it('is behind at one bad look, and has caught up after some calm ones in a row', () => {
  const load = watch();
  const { lateMs, backlog, calmLooks } = loadBounds;
  expect(lookAt(load, lateMs.tighten)).toBe(false);
  expect(lookAt(load, lateMs.tighten + 1)).toBe(true);
  const between = (lateMs.tighten + lateMs.relax) / 2;
  for (let look = 0; look < 10; look += 1) expect(lookAt(load, between)).toBe(true);
  for (let look = 1; look < calmLooks; look += 1) expect(lookAt(load, 0)).toBe(true);
  expect(lookAt(load, between)).toBe(true);
  for (let look = 1; look < calmLooks; look += 1) expect(lookAt(load, 0)).toBe(true);
  expect(lookAt(load, 0)).toBe(false);
  expect(lookAt(load, 0, backlog.tighten + 1)).toBe(true);
  expect(lookAt(load, 0, backlog.relax)).toBe(true);
  expect(logged).toEqual(['limits tightened', 'limits relaxed', 'limits tightened']);
});

it('notices an event loop that stands still', async () => {
  const load = watch(false);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 60));
  await turn();
  const end = performance.now() + 600;
  while (performance.now() < end);
  await turn();
  load.look();
  expect(load.isBehind()).toBe(true);
});

it('tightens people, keys and organizations and nobody else', async () => {
  let isBehind = true;
  const limiter = createRateLimiter(true, () => isBehind);
  const { key, organization, source } = rateLimits;
  const tight = key.points / tightening;
  for (let index = 0; index < tight - 1; index += 1) await limiter.takeFor('key', 'k', 1);
  expect(await limiter.takeFor('key', 'k', 1)).toEqual({
    policy: `"key";q=${tight};w=60, "organization";q=${organization.points / tightening};w=60`,
    state: `"key";r=0;t=60, "organization";r=${organization.points / tightening - tight};t=60`,
  });
  await expect(limiter.takeFor('key', 'k', 1)).rejects.toMatchObject({ code: 'rate_limited' });
  expect((await limiter.take('source', '192.0.2.1'))?.policy).toBe(`"source";q=${source.points};w=60`);
  isBehind = false;
  expect((await limiter.takeFor('key', 'k', null))?.state).toBe(`"key";r=${key.points - tight - 2};t=60`);
});
