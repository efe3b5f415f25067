// The pictures of README and docs, taken of the demo fleet: node scripts/screenshots.mjs
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const url = 'http://localhost:8970';
/** @type {[string, string][]} */
const inDocs = [
  ['home', '/o/ORG'],
  ['sites', '/o/ORG/sites'],
  ['module', '/o/ORG/modules/drupal'],
  ['advisories', '/o/ORG/advisories'],
  ['reports', '/o/ORG/reports'],
];

const data = mkdtempSync(join(tmpdir(), 'patchlight-screenshots-'));
const server = spawn(join(root, 'bin/patchlight'), ['serve', '--demo'], {
  cwd: root,
  env: { ...process.env, DATA_DIR: join(data, 'data'), PORT: '8970', METRICS_PORT: 'off', FEEDS: 'off' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const password = await printedPassword();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1, locale: 'en-GB' });
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail address').fill('alice@fjordlight.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/o\//);
  const org = new URL(page.url()).pathname.split('/')[2] ?? '';
  const folder = join(root, 'docs/images');
  mkdirSync(folder, { recursive: true });
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => localStorage.setItem('patchlight.theme', chosen), theme);
    for (const [name, path] of inDocs) {
      await page.goto(url + path.replace('ORG', org));
      // Live events keep the network from ever being idle.
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
  }
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}

/** @returns {Promise<string>} */
function printedPassword() {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stdout?.on('data', (chunk) => {
      output += chunk;
      const found = /password (\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    server.once('exit', () => reject(new Error(`The demo did not start:\n${output}`)));
  });
}
