import type { keys as en } from '../en/keys.ts';

export const keys: Partial<Record<keyof typeof en, string>> = {};
