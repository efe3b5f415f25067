import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { pages } from './pages.ts';

const widths = [320, 768, 1440];
const themes = ['light', 'dark'] as const;
const { visit } = useBrowser();

async function problemsOf(page: Page): Promise<string[]> {
  // There are no frames of others to look into, for which it would open a page more for each look.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
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
    const found = await Promise.all(widths.map(lookAtAll));
    expect(found.flat()).toEqual([]);
  });
});

/** In a window of its own: of several at a time the machine has something to do while one waits. */
async function lookAtAll(width: number): Promise<string[]> {
  // Without motion: a colour on its way from one theme to the other is neither.
  const { page, open } = await visit(people.superuser, {
    reducedMotion: 'reduce',
    viewport: { width, height: 900 },
  });
  const found: string[] = [];
  for (const path of pages) {
    await open(path);
    for (const theme of themes) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset.theme = chosen;
      }, theme);
      for (const problem of await problemsOf(page)) found.push(`${path} ${theme} ${width}: ${problem}`);
      const over = await sideways(page);
      if (over > 0) found.push(`${path} ${theme} ${width}: scrolls sideways by ${over} px`);
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
