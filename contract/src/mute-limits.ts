/** Bounds of a mute; the days are counted from when its end is set. */
export const muteLimits = { days: 180, reason: 10, tags: 20, bulk: 100 } as const;
