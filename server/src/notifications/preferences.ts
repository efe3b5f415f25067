import { defaultPreferences, type NotificationPreferences } from '@patchlight/contract/notification-preferences';

/** Preferences with every choice made. */
export type ChosenPreferences = Required<Omit<NotificationPreferences, 'events'>> & {
  readonly events: Required<NonNullable<NotificationPreferences['events']>>;
};

/** The second over the first, event by event. Both were checked against the contract when they came in. */
export function mergePreferences(base: unknown, over: unknown): NotificationPreferences {
  const [first, second] = [base as NotificationPreferences, over as NotificationPreferences];
  const events = { ...first.events, ...second.events };
  return { ...first, ...second, ...(Object.keys(events).length > 0 && { events }) };
}

/** What a person chose, else what the organization did, else what is usual. */
export function chosenPreferences(ofOrganization: unknown, own: unknown): ChosenPreferences {
  const merged = mergePreferences(mergePreferences(defaultPreferences, ofOrganization), own);
  // The usual ones leave nothing open.
  return merged as ChosenPreferences;
}

/** The sites somebody wants to hear of. */
export interface SiteScope {
  readonly tags: readonly string[];
  readonly siteIds: readonly string[];
}

/** True for a site with one of the tags, or one that is named; for every site where neither is given. */
export function isInSiteScope({ tags, siteIds }: SiteScope, site: { id: string; tags: readonly string[] }): boolean {
  if (tags.length === 0 && siteIds.length === 0) return true;
  return siteIds.includes(site.id) || site.tags.some((tag) => tags.includes(tag));
}
