import type { shell as en } from '../en/shell.ts';

export const shell: Partial<Record<keyof typeof en, string>> = {};
