export const mutes = {} as const;
