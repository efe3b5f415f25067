const systemZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every time zone, that of this browser and UTC first. */
export const zones: readonly string[] = [...new Set([systemZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
