import type { members as en } from '../en/members.ts';

export const members: Partial<Record<keyof typeof en, string>> = {};
