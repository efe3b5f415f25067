import { describe, expect, inject, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';

const { visit } = useBrowser();
const kb = 1000;

describe.skipIf(!hasBrowser)('the first view of the fleet', () => {
  it('loads little, asks four times, and no other host', async () => {
    const { page, context, org } = await visit(people.admin);
    // A browser that has the session and nothing else.
    const fresh = await context.newPage();
    const cdp = await context.newCDPSession(fresh);
    await cdp.send('Network.enable');
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    const types = new Map<string, string>();
    const sizes = { script: 0, stylesheet: 0, font: 0 };
    const calls: string[] = [];
    const hosts = new Set<string>();
    const { url } = inject('demo');
    cdp.on('Network.responseReceived', ({ requestId, response, type }) => {
      types.set(requestId, type.toLowerCase());
      hosts.add(new URL(response.url).host);
      const path = new URL(response.url).pathname;
      if (path.startsWith('/api/') && path !== '/api/v1/events') calls.push(path);
    });
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const type = types.get(requestId);
      if (type !== undefined && type in sizes) sizes[type as keyof typeof sizes] += encodedDataLength;
    });
    await fresh.goto(`${url}/o/${org}/sites`);
    await settled(fresh);
    await fresh.waitForTimeout(500);
    expect([...hosts]).toEqual([new URL(url).host]);
    // Packed with brotli as it is sent; gzip is what the budget speaks of and a little more.
    expect(sizes.script, 'scripts').toBeLessThanOrEqual(230 * kb);
    expect(sizes.stylesheet, 'styles').toBeLessThanOrEqual(25 * kb);
    expect(sizes.font, 'fonts').toBeLessThanOrEqual(40 * kb);
    expect(sizes.script, 'scripts were counted').toBeGreaterThan(50 * kb);
    expect(calls.length, calls.join(', ')).toBeLessThanOrEqual(4);
    await page.close();
  });

  it('does not jump while it is loading', async () => {
    const { page, open } = await visit(people.admin);
    await page.addInitScript(() => {
      const shifts: { value: number; of: string }[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value, sources } = entry as unknown as { value: number; sources: { node?: Element }[] };
          shifts.push({ value, of: sources.map(({ node }) => node?.outerHTML?.slice(0, 80)).join(' | ') });
        }
      }).observe({ type: 'layout-shift', buffered: true } as PerformanceObserverInit);
    });
    await open('/o/ORG/sites');
    await page.waitForTimeout(500);
    const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number; of: string }[] }).shifts);
    const total = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(total, shifts.map(({ of }) => of).join('\n')).toBeLessThanOrEqual(0.02);
  });
});
