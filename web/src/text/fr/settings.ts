import type { settings as en } from '../en/settings.ts';

export const settings: Partial<Record<keyof typeof en, string>> = {};
