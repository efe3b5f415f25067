import type { reports as en } from '../en/reports.ts';

export const reports: Partial<Record<keyof typeof en, string>> = {};
