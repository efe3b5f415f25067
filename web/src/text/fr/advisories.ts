import type { advisories as en } from '../en/advisories.ts';

export const advisories: Partial<Record<keyof typeof en, string>> = {};
