import type { firstRun as en } from '../en/first-run.ts';

export const firstRun: Partial<Record<keyof typeof en, string>> = {};
