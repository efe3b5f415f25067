import type { Locator } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { people, settled, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';

const { visit } = useBrowser();

interface Envelope<T> {
  readonly data: T;
}

/** The API as a person with a program would use it. */
async function asPerson(email: string) {
  const { url, password } = inject('demo');
  const ask = async <T>(method: string, path: string, body?: unknown, credential?: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
    return ((await response.json()) as Envelope<T>).data;
  };
  const { access_token } = await ask<{ access_token: string }>('POST', '/auth/login', {
    email,
    password,
    cookie: false,
  });
  return <T>(method: string, path: string, body?: unknown, credential = access_token) =>
    ask<T>(method, path, body, credential);
}

interface SiteModule {
  readonly module: { readonly name: string };
  readonly version: string;
  readonly status: string;
  readonly fix: { readonly version: string | null } | null;
}

/** Counts what somebody has to click. */
function clicking() {
  let clicks = 0;
  return {
    count: () => clicks,
    async click(what: Locator) {
      clicks += 1;
      await what.click();
    },
  };
}

describe.skipIf(!hasBrowser)('what somebody comes for', () => {
  it('finds a site that needs a security update, tells what to type, and shows when it is done', async () => {
    const { page, context, org } = await visit(people.developer);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Nothing has to be clicked to know that there are some.
    await page
      .getByText(/of \d+ sites need a security update/)
      .first()
      .waitFor();
    const { count, click } = clicking();
    await page.goto(`${inject('demo').url}/o/${org}/sites?status=security`);
    await settled(page);
    await click(page.locator('tbody tr a').first());
    await page.waitForURL(/\/sites\/[0-9a-f-]{36}/);
    await settled(page);
    await click(page.getByRole('button', { name: 'Copy', exact: false }).first());
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^composer require '?drupal\//);
    expect(count()).toBe(2);

    const id = new URL(page.url()).pathname.split('/')[4];
    const call = await asPerson(people.developer);
    const modules = await call<SiteModule[]>('GET', `/sites/${id}/modules?per_page=100`);
    const key = await call<{ api_key: string }>('POST', '/api-keys', { name: 'Deploy', type: 'site', site_id: id });
    const after = modules.map(({ module, version, status, fix }) => ({
      name: module.name,
      version: status === 'security' ? (fix?.version ?? version) : version,
    }));
    const core = after.find(({ name }) => name === 'drupal')?.version;
    await call(
      'POST',
      '/reports',
      { platform: { drupal: core }, extensions: after.filter(({ name }) => name !== 'drupal') },
      key.api_key,
    );
    // Nobody reloads: the page is told.
    await page
      .locator('main header')
      .getByText('Security', { exact: true })
      .waitFor({ state: 'detached', timeout: 15_000 });
  });

  it('says who runs a project below a version, by two keystrokes', async () => {
    const { page } = await visit(people.viewer);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('externalauth < 2.0.13');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/modules\/[^?]+\?.*below=2\.0\.13/);
    await settled(page);
    await page.locator('tbody tr a').first().waitFor();
  });

  it('shares a list by its address alone', async () => {
    const { page, open } = await visit(people.viewer);
    await open('/o/ORG/sites?status=update&sort=name');
    const names = await page.locator('tbody tr a').allTextContents();
    const address = page.url();
    const other = await visit(people.admin);
    await other.page.goto(address);
    await settled(other.page);
    expect(await other.page.locator('tbody tr a').allTextContents()).toEqual(names);
  });

  it('mutes a project with a reason and an end, which is counted, listed, and ended again', async () => {
    const { page, open } = await visit(people.developer);
    await open('/o/ORG/modules/diff');
    await page.getByRole('button', { name: 'Mute', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    const submit = dialog.locator('button[type="submit"]');
    await submit.click();
    await dialog.getByText(/Say in at least \d+ characters/).waitFor();
    await dialog.getByLabel(/^Why/).fill('Waits for the release of Thursday');
    await dialog.getByRole('radio', { name: /^Everywhere in/ }).check();
    await submit.click();
    await dialog.waitFor({ state: 'detached' });
    await open('/o/ORG/settings?tab=mutes');
    const row = page.locator('tbody tr', { hasText: 'Waits for the release of Thursday' });
    await row.waitFor();
    const call = await asPerson(people.developer);
    const muted = await call<{ modules: { muted: number } }>('GET', '/overview');
    expect(muted.modules.muted).toBeGreaterThan(0);
    const [mute] = await call<{ id: string }[]>('GET', '/mutes?project=diff');
    await call('POST', `/mutes/${mute?.id}/end`);
    await row.waitFor({ state: 'detached' });
    expect((await call<{ modules: { muted: number } }>('GET', '/overview')).modules.muted).toBe(0);
  });
});
