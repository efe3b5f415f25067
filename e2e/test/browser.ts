import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { executablePath, hasBrowser } from './chromium.ts';

export const people = {
  viewer: 'vic@fjordlight.example',
  developer: 'dev@fjordlight.example',
  admin: 'alice@fjordlight.example',
  superuser: 'sam@patchlight.example',
} as const;

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The organization in the address. */
  readonly org: string;
  /** Goes to a page of `pages.ts`. */
  open(path: string): Promise<void>;
}

/** A Chromium for the file. What a page says is wrong, in its console or by an exception, fails the test that met it. */
export function useBrowser() {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    if (!hasBrowser) return;
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });

  async function newPage(options: BrowserContextOptions = {}) {
    const context = await (browser as Browser).newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // An answer that is an error is the page's business, and what the tests of it look at.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    return { page, context };
  }

  return {
    newPage,
    /** A page of somebody who is signed in, at the home page of their organization. */
    async visit(email: string, options?: BrowserContextOptions): Promise<Visit> {
      const { url, password } = inject('demo');
      const { page, context } = await newPage(options);
      await page.goto(`${url}/sign-in`);
      await signIn(page, email, password);
      await page.waitForURL(/\/o\//);
      const org = new URL(page.url()).pathname.split('/')[2] ?? '';
      const firstOf = remembered(async (list: string) => {
        await page.goto(`${url}/o/${org}/${list}`);
        const link = page.locator(`tbody a[href*="/${list}/"]`).first();
        return new URL((await link.getAttribute('href')) ?? '', url).pathname.split('/').at(-1) ?? '';
      });
      return {
        page,
        context,
        org,
        async open(path) {
          let address = path.replace('ORG', org);
          if (address.includes('SITE')) address = address.replace('SITE', await firstOf('sites'));
          if (address.includes('ADVISORY')) address = address.replace('ADVISORY', await firstOf('advisories'));
          await page.goto(url + address);
          await settled(page);
        },
      };
    },
  };
}

/** Asks once for each name. */
function remembered(find: (name: string) => Promise<string>): (name: string) => Promise<string> {
  const found = new Map<string, Promise<string>>();
  return (name) => {
    const answer = found.get(name) ?? find(name);
    found.set(name, answer);
    return answer;
  };
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  // In whichever language the page is.
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.locator('button[type="submit"]').click();
}

/** Until what the page asked for is there: no skeleton, no row that is loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main h1, main [role="alert"]');
  await page.waitForFunction(
    () => document.querySelector('main [aria-busy="true"], main [class*="skeleton"]') === null,
  );
}
