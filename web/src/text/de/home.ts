import type { home as en } from '../en/home.ts';

export const home: Partial<Record<keyof typeof en, string>> = {};
