import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { byKeys } from './keys.ts';

const { newPage } = useBrowser();
let page: Page;
let keys: ReturnType<typeof byKeys>;

/** Goes to a page by the palette. */
async function goTo(name: string, path: RegExp): Promise<void> {
  await keys.press('Control+k');
  await keys.dialog();
  await keys.type(name);
  await page.getByRole('option', { selected: true, name }).first().waitFor();
  await keys.press('Enter');
  await page.waitForURL(path);
  await keys.closed();
  await settled(page);
}
const toSites = async () => {
  await keys.press('g', 's');
  await page.getByRole('heading', { name: 'Sites', exact: true, level: 1 }).waitFor();
  await settled(page);
  await page.locator('tbody tr a').first().waitFor();
};
const toInsecureSites = async () => {
  await page
    .getByText(/sites? needs? a security update/)
    .first()
    .waitFor();
  await keys.press('1');
  await page.waitForURL(/\/sites\?status=security/);
  await page.getByRole('heading', { name: 'Sites', exact: true, level: 1 }).waitFor();
  await settled(page);
  await page.locator('tbody tr a').first().waitFor();
};
/** Walks to a row and opens it. */
const openFirst = async () => {
  await keys.press('j');
  await page.locator('tr[data-current]:focus').waitFor();
  await keys.press('Enter');
  await page.waitForURL(/\/sites\/[0-9a-f-]{36}/);
  await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor();
  await settled(page);
};

// Nothing in this file clicks: what a mouse alone could do would not be done.
describe.skipIf(!hasBrowser)('by keyboard alone', () => {
  beforeEach(async () => {
    const made = await newPage();
    page = made.page;
    await made.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    keys = byKeys(page);
    await keys.signIn(people.admin);
  });

  it('somebody finds which sites need a security update', async () => {
    await toInsecureSites();
    expect(await page.locator('tbody tr a').count()).toBeGreaterThan(0);
  });

  it('opens a site, copies what to type, and goes on to the next', async () => {
    await toInsecureSites();
    await openFirst();
    await page.getByRole('button', { name: /^Copy/ }).first().waitFor();
    await keys.press('c');
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^composer require '?drupal\//);
    const first = page.url();
    await page.getByText(/^1 of \d+$/).waitFor();
    await keys.press(']');
    await page.getByText(/^2 of \d+$/).waitFor();
    expect(page.url()).not.toBe(first);
    await keys.press('[');
    await page.waitForURL(first);
  });

  it('finds who runs a module below a version', async () => {
    await keys.press('Control+k');
    await keys.dialog();
    await keys.type('externalauth < 2.0.13');
    await keys.press('Enter');
    await page.waitForURL(/\/modules\/[^?]+\?.*below=2\.0\.13/);
    await keys.closed();
    await page.locator('tbody tr a').first().waitFor();
  });

  it('filters and sorts the list of sites, by two columns', async () => {
    await toSites();
    await keys.tabTo('Filter');
    await keys.press('Enter');
    await page.getByRole('menuitem', { name: 'Environment' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('[role="menu"]') != null);
    for (let count = 0; count < 12 && (await keys.focused()).name !== 'Environment'; count += 1)
      await keys.press('ArrowDown');
    await keys.press('Enter');
    await keys.dialog();
    await keys.tabTo(/^Production/);
    await keys.press('Space');
    await page.waitForURL(/environment=production/);
    await keys.press('Escape');
    await keys.closed();
    await settled(page);
    await keys.tabTo('Core');
    await keys.press('Enter');
    await page.waitForURL(/sort=core/);
    await keys.tabTo('Site', 'Shift+Tab');
    await keys.press('Shift+Enter');
    await page.waitForURL(/sort=core,name/);
    expect(await page.getByRole('columnheader', { name: 'Core (sorted first)' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.getByRole('columnheader', { name: 'Site (sorted second, ascending)' }).waitFor();
  });

  it('changes the width of a column', async () => {
    await toSites();
    const width = () => page.getByRole('columnheader', { name: 'Core' }).evaluate((head) => head.clientWidth);
    const before = await width();
    await keys.tabTo('Width of Core');
    await keys.press('ArrowRight');
    expect(await width()).toBe(before + 16);
    await page.reload();
    await page.locator('tbody tr a').first().waitFor();
    expect(await width()).toBe(before + 16);
    await keys.tabTo('Width of Core');
    await keys.press('Enter');
    expect(await width()).toBe(before);
  });

  it('saves a view', async () => {
    await toSites();
    await keys.press('/');
    await keys.type('a');
    await page.waitForURL(/q=a/);
    await settled(page);
    await keys.tabTo('Save view', 'Shift+Tab');
    await keys.press('Enter');
    await keys.dialog();
    await keys.type('With an a');
    await keys.press('Enter');
    await keys.closed();
    expect((await keys.focused()).name).toBe('Save view');
    await page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: /^With an a/ })
      .waitFor();
  });

  it('tags sites in bulk', async () => {
    await toSites();
    await keys.press('j', 'x', 'j', 'x');
    await page.getByText('2 chosen').waitFor();
    await keys.press('t');
    await keys.dialog();
    await keys.type('by-keyboard');
    await keys.press('Enter');
    await keys.closed();
    await page.getByText('2 sites changed.').waitFor();
    await keys.press('Escape');
    await page.getByRole('toolbar').waitFor({ state: 'detached' });
    expect((await keys.focused()).tag).not.toBe('BODY');
  });

  it('mutes a module with a reason and an end, and ends it', async () => {
    await goTo('Diff', /\/modules\/diff/);
    await keys.press('m');
    const dialog = await keys.dialog();
    await keys.type('Waits for the release of Thursday');
    await dialog.getByLabel('Date', { exact: true }).or(dialog.locator('input[type="date"]')).first().waitFor();
    await keys.tabTo(/^Mute/);
    await keys.press('Enter');
    await keys.closed();
    await goTo('Settings', /\/settings/);
    await keys.tabTo('Mutes');
    await keys.press('Enter');
    await page.waitForURL(/tab=mutes/);
    const row = page.locator('tbody tr', { hasText: 'Waits for the release of Thursday' });
    await row.waitFor();
    await keys.tabTo('Choose Diff');
    await keys.press('Space');
    await page.getByText('1 chosen').waitFor();
    await keys.tabTo('End');
    await keys.press('Enter');
    await keys.dialog();
    await keys.tabTo('End the mute');
    await keys.press('Enter');
    await keys.closed();
    await row.waitFor({ state: 'detached' });
  });

  it('compares two days in the history of a site', async () => {
    await toSites();
    await openFirst();
    await keys.press('h');
    await page.waitForURL(/tab=history/);
    await settled(page);
    await keys.tabTo('First day');
    // Half a year ago, on a day that is written like its month: it is the same in whatever order it is typed.
    const [year, month] = new Date(Date.now() - 180 * 86_400_000).toISOString().split('-');
    await keys.type(`${month}${month}${year}`);
    await page.waitForURL(new RegExp(`from=${year}-${month}-${month}`));
    await page.getByText(/did not change/).waitFor();
  });

  it('exports a list', async () => {
    await toSites();
    const file = page.waitForEvent('download');
    await keys.press('e');
    expect((await file).suggestedFilename()).toMatch(/\.csv$/);
  });

  it('invites a person', async () => {
    await goTo('Members', /\/members/);
    await keys.press('n');
    await keys.dialog();
    await keys.type('Kim Keys <kim@fjordlight.example>');
    await keys.tabTo('Invite 1 person');
    await keys.press('Enter');
    await keys.closed();
    await page.getByText('1 invitation is on the way.').waitFor();
  });

  it('makes a key and rotates it', async () => {
    const store = async () => {
      await page.getByText('Keys only is ready.').waitFor();
      await keys.tabTo('I stored it', 'Shift+Tab');
      await keys.press('Space');
      await keys.tabTo('Done');
      await keys.press('Enter');
      await page.getByText('Keys only is ready.').waitFor({ state: 'detached' });
      expect((await keys.focused()).tag).not.toBe('BODY');
    };
    await goTo('API keys', /\/keys/);
    await keys.press('n');
    await keys.dialog();
    await keys.type('Keys only');
    await keys.press('Enter');
    await keys.closed();
    await store();
    await keys.tabTo('Actions for Keys only');
    await keys.press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('[role="menu"]') != null);
    for (let count = 0; count < 5 && (await keys.focused()).name !== 'Rotate'; count += 1)
      await keys.press('ArrowDown');
    await keys.press('Enter');
    await keys.dialog();
    await keys.tabTo('Rotate');
    await keys.press('Enter');
    await keys.closed();
    await store();
  });

  it('signs out', async () => {
    await keys.tabTo(new RegExp(people.admin));
    await keys.press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('[role="menu"]') != null);
    for (let count = 0; count < 8 && (await keys.focused()).name !== 'Sign out'; count += 1)
      await keys.press('ArrowDown');
    await keys.press('Enter');
    await page.waitForURL(/\/sign-in/);
  });

  it('gets out of everything on every kind of page again, both ways', { timeout: 300_000 }, async () => {
    const names = ['Home', 'Sites', 'Modules', 'Advisories', 'Reports', 'API keys', 'Members', 'Settings'];
    const addresses: string[] = [];
    for (const name of names) {
      await goTo(name, /\/o\//);
      addresses.push(page.url());
    }
    await Promise.all(addresses.map(walkRound));
  });
});

/** Forwards from the first link round to it again, backwards from the end to it. */
async function walkRound(address: string): Promise<void> {
  const { page: on } = await newPage();
  const { press, focused, signIn } = byKeys(on);
  await signIn(people.admin);
  await on.goto(address);
  await settled(on);
  for (const [key, times] of [
    ['Tab', 2],
    ['Shift+Tab', 1],
  ] as const) {
    await on.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const passed: string[] = [];
    const met = () => passed.filter((each) => each === 'A Skip to the content').length;
    while (met() < times && passed.length < 800) {
      await press(key);
      const { tag, name } = await focused();
      passed.push(`${tag} ${name.slice(0, 40)}`);
    }
    expect(met(), [address, ...passed.slice(-6)].join('\n')).toBe(times);
  }
}
