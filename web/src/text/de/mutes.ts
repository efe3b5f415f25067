import type { mutes as en } from '../en/mutes.ts';

export const mutes: Partial<Record<keyof typeof en, string>> = {};
