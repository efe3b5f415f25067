import type { modules as en } from '../en/modules.ts';

export const modules: Partial<Record<keyof typeof en, string>> = {};
