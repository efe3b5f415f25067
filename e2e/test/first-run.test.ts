import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { hasBrowser } from './chromium.ts';
import { type RunningServer, startServer } from './servers.ts';

const { newPage } = useBrowser();
let server: RunningServer;

const lock = {
  packages: [
    {
      name: 'drupal/core',
      version: '10.6.2',
      type: 'drupal-core',
      source: { url: 'https://github.com/drupal/core.git' },
    },
    {
      name: 'drupal/webform',
      version: '6.2.1',
      type: 'drupal-module',
      source: { type: 'git', url: 'https://git.drupalcode.org/project/webform.git', reference: '6.2.1' },
    },
  ],
  'packages-dev': [],
};

describe.skipIf(!hasBrowser)('the first run', () => {
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());

  it('leads from the printed link to the first verdict with at most nine fields', async () => {
    const link = /http\S+\/setup#token=\S+/.exec(server.output)?.[0] ?? '';
    const { page, context } = await newPage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    let fields = 0;
    const fill = async (label: string, value: string) => {
      fields += 1;
      await page.getByLabel(label, { exact: true }).fill(value);
    };
    await page.goto(link);
    await fill('Your name', 'Ada Martin');
    await fill('E-mail address', 'ada@example.org');
    await fill('Password', 'correct horse battery staple');
    await fill('Organization', 'Example Agency');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await fill('Address', 'www.example.org');
    await page.getByRole('button', { name: 'Add and go on' }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    const key = await page.evaluate(() => navigator.clipboard.readText());
    await page.getByLabel('I stored it').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Listening for').waitFor();
    expect(fields).toBeLessThanOrEqual(9);

    const send = (body: string) =>
      fetch(`${server.url}/api/v1/ingest/composer-lock`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body,
      });
    expect((await send('no lock')).status).toBe(422);
    await page.getByText('Report refused').waitFor();
    await page.getByText('no JSON is in it').waitFor();
    expect((await send(JSON.stringify(lock))).status).toBe(202);
    await page.getByRole('heading', { name: 'www.example.org has reported' }).waitFor();
    // Nothing was fetched, so nothing is known, and nothing is shown as current.
    await page.getByText('2 projects are not known yet').waitFor();
  });

  it('cannot be done twice', async () => {
    const link = /http\S+\/setup#token=\S+/.exec(server.output)?.[0] ?? '';
    const { page } = await newPage();
    await page.goto(link);
    await page.getByLabel('Your name').fill('Eve');
    await page.getByLabel('E-mail address').fill('eve@example.org');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await page.getByLabel('Organization', { exact: true }).fill('Eve');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('This link cannot be used').waitFor();
  });
});
