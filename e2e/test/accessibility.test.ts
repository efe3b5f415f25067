import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { pages, publicPages } from './pages.ts';

const widths = [320, 768, 1440];
const themes = ['light', 'dark'] as const;
const { newPage, visit } = useBrowser();

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A theme changes colours, and no more. */
const ofColours = ['color-contrast', 'link-in-text-block'];

async function problemsOf(page: Page, rules?: string[]): Promise<string[]> {
  // There are no frames of others to look into, for which it would open a page more for each look.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules === undefined ? axe.withTags(tags) : axe.withRules(rules)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

async function sideways(page: Page): Promise<number> {
  // Tables fold columns by the room that they find.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

describe.skipIf(!hasBrowser)('every page, in both themes and three widths', () => {
  // Each width in a window of its own: the machine has something to do while one of them waits.
  const inEach = async (look: (width: number) => Promise<string[]>) =>
    expect((await Promise.all(widths.map(look))).flat()).toEqual([]);
  // Without motion: a colour on its way from one theme to the other is neither.
  const options = (width: number) => ({ reducedMotion: 'reduce', viewport: { width, height: 900 } }) as const;

  it('has nothing serious, and does not scroll sideways', { timeout: 600_000 }, () =>
    inEach(async (width) => {
      const { page, open } = await visit(people.superuser, options(width));
      return lookAtAll(page, pages, open);
    }),
  );

  it('nor have those of whoever is not signed in', { timeout: 120_000 }, () =>
    inEach(async (width) => {
      const { page } = await newPage(options(width));
      return lookAtAll(page, publicPages, async (path) => {
        await page.goto(inject('demo').url + path);
        await page.locator('h1').waitFor();
      });
    }),
  );
});

async function lookAtAll(page: Page, paths: readonly string[], open: (path: string) => Promise<void>) {
  const found: string[] = [];
  for (const path of paths) {
    await open(path);
    for (const theme of themes) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset.theme = chosen;
      }, theme);
      const where = `${path} ${theme} ${page.viewportSize()?.width}`;
      const problems = await problemsOf(page, theme === 'light' ? undefined : ofColours);
      for (const problem of problems) found.push(`${where}: ${problem}`);
      const over = await sideways(page);
      if (over > 0) found.push(`${where}: scrolls sideways by ${over} px`);
    }
  }
  return found;
}

describe.skipIf(!hasBrowser)('what opens over a page', () => {
  const dialogs = [
    ['the palette', '/o/ORG/sites', (page: Page) => page.keyboard.press('Control+k')],
    ['the sheet of keys', '/o/ORG/sites', (page: Page) => page.keyboard.press('?')],
    ['a new key', '/o/ORG/keys', (page: Page) => page.getByRole('button', { name: 'New key' }).click()],
    [
      'the next digest, as text: nothing may run in the frame of its HTML, the checks included',
      '/notifications',
      async (page: Page) => {
        await page.getByRole('button', { name: 'Read the next digest' }).click();
        await page.getByRole('dialog').getByText('Text', { exact: true }).click();
      },
    ],
    ['inviting people', '/o/ORG/members', (page: Page) => page.getByRole('button', { name: 'Invite people' }).click()],
  ] as const;

  it.each(dialogs)('%s', async (_name, path, openIt) => {
    const { page, open } = await visit(people.admin);
    await open(path);
    await openIt(page);
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(300);
    expect(await problemsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await settled(page);
  });
});
