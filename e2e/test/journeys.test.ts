import { describe, expect, inject, it } from 'vitest';
import { people, settled, signIn, useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';

const { newPage, visit } = useBrowser();

describe.skipIf(!hasBrowser)('coming in', () => {
  it('keeps the page asked for through signing in', async () => {
    const { url, password } = inject('demo');
    const { page } = await newPage();
    await page.goto(`${url}/o/all/sites?status=security`);
    await page.waitForURL(/\/sign-in\?to=/);
    await signIn(page, people.viewer, password);
    await page.waitForURL(/\/o\/all\/sites\?status=security$/);
    await page.getByRole('heading', { name: 'Sites' }).waitFor();
  });

  it('goes to no other host, whatever the link says', async () => {
    const { url, password } = inject('demo');
    const { page } = await newPage();
    await page.goto(`${url}/sign-in?to=//elsewhere.example/`);
    await signIn(page, people.viewer, password);
    await page.waitForURL(/\/o\//);
    expect(new URL(page.url()).origin).toBe(url);
  });

  it('says the same for a wrong password as for an unknown person', async () => {
    const { url } = inject('demo');
    const { page } = await newPage();
    const texts: (string | null)[] = [];
    for (const email of [people.viewer, 'nobody@nowhere.example']) {
      await page.goto(`${url}/sign-in`);
      await signIn(page, email, 'not the password at all');
      texts.push(await page.getByRole('alert').locator('p').first().textContent());
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it('leaves nothing behind for whoever signs in next', async () => {
    const { password } = inject('demo');
    const { page, open } = await visit(people.admin);
    await open('/o/ORG/sites');
    const asked: string[] = [];
    await page.getByRole('button', { name: people.admin }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in$/);
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await signIn(page, people.superuser, password);
    await page.waitForURL(/\/o\//);
    await page.getByRole('link', { name: 'Sites' }).first().click();
    await settled(page);
    // What the one before had read is read again.
    expect(asked).toContain('/api/v1/sites');
    await page.goBack();
    await page.goBack();
    expect(await page.getByRole('button', { name: people.admin }).count()).toBe(0);
  });

  it('asks over the page for the password when the session has ended, and goes on', async () => {
    const { password } = inject('demo');
    const { page, context, open } = await visit(people.admin);
    await open('/o/ORG/sites/new');
    await page.getByLabel('Address').fill('half-typed.example');
    // Ended elsewhere: neither the token nor the cookie is good any more.
    await context.clearCookies();
    const ended = { error: 'token_expired', message: 'The access token has expired. Sign in again.' };
    await page.route('**/api/v1/sites', (route) =>
      route.fulfill({ status: 401, json: { status_code: 401, ...ended } }),
    );
    await page.getByRole('button', { name: 'Add and go on' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in again to go on' });
    await dialog.waitFor();
    await page.unroute('**/api/v1/sites');
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Address').inputValue()).toBe('half-typed.example');
    await page.getByRole('button', { name: 'Add and go on' }).click();
    await page.getByRole('heading', { name: 'Connect half-typed.example' }).waitFor();
  });
});

describe.skipIf(!hasBrowser)('keys', () => {
  it('are rotated, with the new one shown once', async () => {
    const { page, open } = await visit(people.admin);
    await open('/o/ORG/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Deploy pipeline');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Deploy pipeline is ready.').waitFor();
    await page.getByLabel('I stored it').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Actions for Deploy pipeline' }).first().click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('Deploy pipeline is ready.').waitFor();
    await page.reload();
    await settled(page);
    expect(await page.getByText('is ready. Copy the key now').count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)('roles', () => {
  it('show a viewer what is not allowed, with the reason', async () => {
    const { page, open } = await visit(people.viewer);
    await open('/o/ORG/sites');
    const add = page.getByRole('button', { name: 'Add site' });
    expect(await add.getAttribute('aria-disabled')).toBe('true');
    await add.focus();
    await page.getByText('Needs the role developer in this organization.').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Console' }).count()).toBe(0);
    await open('/o/ORG/audit');
    await page.getByText('The record is read by administrators').waitFor();
  });

  it('let an administrator invite somebody, who then stands on the list', async () => {
    const { page, open } = await visit(people.admin);
    await open('/o/ORG/members');
    await page.getByRole('button', { name: 'Invite people' }).click();
    await page.getByLabel('E-mail addresses').fill('Jonas Lind <jonas@fjordlight.example>\nnot an address');
    await page.getByText('No address: not an address').waitFor();
    await page.getByRole('button', { name: 'Invite 1 person' }).click();
    await page.getByText('1 invitation is on the way.').waitFor();
    await page.getByText('jonas@fjordlight.example').waitFor();
  });
});

describe.skipIf(!hasBrowser)('hostile names', () => {
  it('are text everywhere', async () => {
    const hostile = '"><img src=x onerror=document.title=`hacked`>';
    const { page, open, org } = await visit(people.admin);
    await open('/o/ORG/sites/new');
    await page.getByLabel('Address').fill('https://hostile.example');
    await page.getByLabel('Name').fill(hostile);
    await page.getByLabel('Tags').fill('<b>tag</b>');
    await page.getByRole('button', { name: 'Add and go on' }).click();
    await page.getByRole('heading', { name: hostile }).waitFor();
    const id = new URL(page.url()).pathname.split('/')[4];
    for (const path of [
      `/o/${org}/sites?q=hostile`,
      `/o/${org}/sites/${id}`,
      `/o/${org}`,
      `/o/${org}/audit`,
      `/o/${org}/keys`,
      `/o/${org}/settings?tab=tags`,
    ]) {
      await open(path);
      await page.waitForTimeout(200);
      expect(await page.locator('main img').count(), path).toBe(0);
      expect(await page.title(), path).not.toBe('hacked');
    }
    await open(`/o/${org}/sites?q=hostile`);
    await page.getByRole('link', { name: hostile }).waitFor();
  });
});
