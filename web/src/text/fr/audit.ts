import type { audit as en } from '../en/audit.ts';

export const audit: Partial<Record<keyof typeof en, string>> = {};
