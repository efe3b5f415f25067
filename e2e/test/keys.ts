import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';

export interface Focused {
  readonly tag: string;
  /** What a screen reader would call it, near enough. */
  readonly name: string;
  readonly isInDialog: boolean;
}

/** Somebody who has no mouse: everything is done by what is pressed and typed. */
export function byKeys(page: Page) {
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const type = (text: string) => page.keyboard.type(text);
  const focused = (): Promise<Focused> =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      const label = element?.labels?.[0]?.textContent;
      const name = element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
      return {
        tag: element?.tagName ?? 'BODY',
        name: name.trim(),
        isInDialog: element?.closest('[role="dialog"]') != null,
      };
    });
  /** Presses Tab until what is called so has the focus. */
  const tabTo = async (name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
    const passed: string[] = [];
    const isMeant = (each: string) => (typeof name === 'string' ? each === name : name.test(each));
    for (let count = 0; count < 150; count += 1) {
      await press(key);
      const now = await focused();
      if (isMeant(now.name)) return;
      passed.push(`${now.tag} ${now.name.slice(0, 40)}`);
    }
    throw new Error(`Tab never came to ${name}. It passed:\n${passed.join('\n')}`);
  };
  return {
    press,
    type,
    focused,
    tabTo,
    async signIn(email: string) {
      const { url, password } = inject('demo');
      await page.goto(`${url}/sign-in`);
      await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
      await type(email);
      await press('Tab');
      await type(password);
      await press('Enter');
      await page.waitForURL(/\/o\//);
      await page.waitForSelector('main h1');
    },
    /** Waits for a dialog that has the focus. */
    async dialog() {
      await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"]') != null);
      return page.getByRole('dialog');
    },
    /** Waits until no dialog is open, and until the focus is somewhere. */
    async closed() {
      await page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
      // What closes it may still be at work.
      await page.waitForTimeout(150);
      expect((await focused()).tag, 'the focus after a dialog').not.toBe('BODY');
    },
  };
}
