import type { sites as en } from '../en/sites.ts';

export const sites: Partial<Record<keyof typeof en, string>> = {};
