import type { site as en } from '../en/site.ts';

export const site: Partial<Record<keyof typeof en, string>> = {};
