import { describe, expect, it } from 'vitest';
import { people, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { pages } from './pages.ts';

const { visit } = useBrowser();

describe.skipIf(!hasBrowser)('words', () => {
  // What the pages are made of, as opposed to what they are about: headings, heads, buttons, labels.
  const ours = 'nav a > span:first-of-type, main h2, thead th, main button, main label, main legend, main [role="tab"]';

  it('all come from the catalogue', { timeout: 180_000 }, async () => {
    const { page, open } = await visit(people.superuser);
    const foreign: string[] = [];
    for (const path of pages) {
      const separator = path.includes('?') ? '&' : '?';
      await open(`${path}${separator}lang=xx`);
      const texts = await page
        .locator(ours)
        .evaluateAll((elements) =>
          elements.filter((each) => each.children.length === 0).map((each) => each.textContent?.trim() ?? ''),
        );
      for (const text of texts) if (/\p{L}{3,}/u.test(text) && !text.includes('⟦')) foreign.push(`${path}: ${text}`);
    }
    // Names of sites, tags, people and modules are theirs.
    expect([...new Set(foreign)].filter((each) => !/: ([a-z0-9_.-]+|[A-Z][\w.-]+( [\w&.-]+)*)$/.test(each))).toEqual(
      [],
    );
  });

  it('are German for whoever wants German, and English where a word is missing', async () => {
    const { page, open } = await visit(people.viewer, { locale: 'de-DE' });
    await open('/o/ORG/sites?lang=de');
    await page.getByRole('link', { name: 'Übersicht' }).first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
  });
});
