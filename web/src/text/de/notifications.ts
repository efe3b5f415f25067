import type { notifications as en } from '../en/notifications.ts';

export const notifications: Partial<Record<keyof typeof en, string>> = {};
