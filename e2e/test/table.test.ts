import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { people, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';

const { visit } = useBrowser();
const total = 20_000;

interface Listed {
  readonly data: readonly { readonly id: string; readonly name: string }[];
  readonly meta: object;
}

/** The list of sites as if there were so many, in whatever pages it is asked for; each is made of those there are. */
async function answerMany(page: Page): Promise<void> {
  let known: Listed | undefined;
  await page.route(/\/api\/v1\/sites\?/, async (route) => {
    known ??= (await (await route.fetch()).json()) as Listed;
    const query = new URL(route.request().url()).searchParams;
    const size = Number(query.get('per_page'));
    const first = (Number(query.get('page') ?? 1) - 1) * size;
    const rows = known.data;
    const data = Array.from({ length: Math.max(0, Math.min(size, total - first)) }, (_, at) => {
      const index = first + at;
      const id = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
      return { ...rows[index % rows.length], id, name: `Site ${index}` };
    });
    await route.fulfill({ json: { ...known, data, meta: { ...known.meta, total } } });
  });
}

/** Shows all of the list, and says how long that took and how much stands in the page. */
const showAll = (page: Page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const size = document.querySelector('main select') as HTMLSelectElement;
    const started = performance.now();
    size.value = 'all';
    size.dispatchEvent(new Event('change', { bubbles: true }));
    while (document.querySelector('main table[aria-rowcount="20001"] tr[data-row="10"]') === null) await frame();
    await frame();
    const table = document.querySelector('main table') as HTMLTableElement;
    return { mountMs: performance.now() - started, nodes: table.querySelectorAll('*').length };
  });

/** Scrolls three seconds at the pace of a wheel that is spun, and gives what each frame took, the longest last. */
const scroll = (page: Page) =>
  page.evaluate(async () => {
    const frames: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    for (let count = 0; count < 180; count += 1) {
      window.scrollBy(0, 90);
      const now = await new Promise<number>(requestAnimationFrame);
      frames.push(now - before);
      before = now;
    }
    return frames.sort((one, other) => one - other);
  });

/** How many rows leave the page and come into it when it is scrolled by one: all others stay as they are. */
const replacedByOneRow = (page: Page) =>
  page.evaluate(async () => {
    const rows = () => new Set(document.querySelectorAll('main tr[data-row]'));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const before = rows();
    window.scrollBy(0, before.values().next().value?.getBoundingClientRect().height ?? 0);
    await frame();
    await frame();
    const after = rows();
    const missing = (from: Set<Element>, others: Set<Element>) => [...from].filter((row) => !others.has(row)).length;
    return { gone: missing(before, after), come: missing(after, before) };
  });

describe.skipIf(!hasBrowser)('a list of 20,000 rows', () => {
  it('is drawn at once, keeps the page small, and scrolls', { timeout: 120_000 }, async () => {
    const { page, open } = await visit(people.admin);
    await answerMany(page);
    await open('/o/ORG/sites');
    await page.locator('tr[data-row="10"]').waitFor();
    const { mountMs, nodes } = await showAll(page);
    const frames = await scroll(page);
    const p95 = frames[Math.floor(frames.length * 0.95)] ?? 0;
    const figures = `mount ${Math.round(mountMs)} ms, ${nodes} nodes, p95 frame ${p95.toFixed(1)} ms, ${frames.filter((each) => each > 20).length} of ${frames.length} over 20 ms`;
    console.log(figures);
    expect(nodes, figures).toBeLessThanOrEqual(800);
    // The aims are 250 and 17 ms on a machine of its own; here are bounds for one that others work on too.
    expect(mountMs, figures).toBeLessThanOrEqual(500);
    expect(p95, figures).toBeLessThanOrEqual(50);
    expect(await replacedByOneRow(page)).toEqual({ gone: 1, come: 1 });
    // Whoever jumps to the end sees what is there.
    await page.keyboard.press('End');
    await page.getByText(`Site ${total - 1}`, { exact: true }).waitFor();
  });
});
