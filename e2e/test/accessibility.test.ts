import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { pages } from './pages.ts';

// Everything of everything takes five minutes, and is looked at on demand. Otherwise each page is looked at whole in the narrowest or
// in the widest window, in turn, for colours in the dark, and for its arrangement in all.
const isEverything = process.env.EVERY_WIDTH === 'yes';
const widths = [320, 768, 1440];
const themes = ['light', 'dark'] as const;
const { visit } = useBrowser();

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What depends on colours is all that another theme can change. */
const ofColours = ['color-contrast', 'link-in-text-block'];

async function problemsOf(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
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
  it('has nothing serious, and does not scroll sideways', { timeout: 420_000 }, async () => {
    // Without motion: a colour on its way from one theme to the other is neither.
    const { page, open } = await visit(people.superuser, { reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const [index, path] of pages.entries()) {
      const whole = index % 2 === 0 ? 320 : 1440;
      await open(path);
      for (const theme of themes) {
        await page.evaluate((chosen) => {
          document.documentElement.dataset.theme = chosen;
        }, theme);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          const rules = theme === 'light' ? undefined : ofColours;
          const isLookedAt = isEverything || width === (theme === 'light' ? whole : 1440);
          if (isLookedAt)
            for (const problem of await problemsOf(page, rules)) found.push(`${path} ${theme} ${width}: ${problem}`);
          const over = await sideways(page);
          if (over > 0) found.push(`${path} ${theme} ${width}: scrolls sideways by ${over} px`);
        }
      }
    }
    expect(found).toEqual([]);
  });
});

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
