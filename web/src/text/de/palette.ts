import type { palette as en } from '../en/palette.ts';

export const palette: Partial<Record<keyof typeof en, string>> = {};
