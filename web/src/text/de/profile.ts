import type { profile as en } from '../en/profile.ts';

export const profile: Partial<Record<keyof typeof en, string>> = {};
