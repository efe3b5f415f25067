import type { ui as en } from '../en/ui.ts';

export const ui: Partial<Record<keyof typeof en, string>> = {};
