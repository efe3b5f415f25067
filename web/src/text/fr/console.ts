import type { console as en } from '../en/console.ts';

export const console: Partial<Record<keyof typeof en, string>> = {};
