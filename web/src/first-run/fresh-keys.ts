/** A key that was just made. It is shown once and kept nowhere: reloading the page loses it. */
export interface FreshKey {
  readonly secret: string;
  readonly madeAt: string;
}

const keys = new Map<string, FreshKey>();

export const keepKey = (siteId: string, secret: string): void => {
  keys.set(siteId, { secret, madeAt: new Date().toISOString() });
};
export const freshKeyOf = (siteId: string): FreshKey | undefined => keys.get(siteId);
