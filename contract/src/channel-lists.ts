/** Where an organization may be told. */
export const channelTypes = ['webhook', 'slack', 'teams'] as const;
export type ChannelType = (typeof channelTypes)[number];

/** What became of a delivery: it is tried, or tried again; the other side took it; it was given up. */
export const deliveryStatuses = ['waiting', 'delivered', 'failed'] as const;

/** Why a channel is switched off by itself. */
export const pauseReasons = ['gone', 'failing'] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** Bounds of a channel; how many an organization may have. */
export const channelLimits = { perOrganization: 20, url: 2_000, tags: 20, template: 16_000 } as const;

/** Days for which deliveries are kept. */
export const deliveryDays = 30;

/** What a template may name, and what stands there instead. Every value is text. */
export const templatePlaceholders = {
  id: 'id of the notice: the same in every channel and on every repeat',
  key: 'the same for everything that is said of one matter, from its beginning to its end',
  event: 'such as `security_exposure`',
  stage: '`opened`, `grown` or `resolved`',
  action: '`trigger`, or `resolve` when it is over',
  severity: '`critical`, `error`, `warning` or `info`',
  time: 'when it happened; RFC 3339, UTC',
  title: 'one line that says it',
  text: 'title, facts and sites, in lines',
  organization: 'name of the organization',
  project: 'machine name of the project; empty where it is about none',
  advisory: 'such as SA-CONTRIB-2026-098; empty where there is none',
  risk: '0 to 25; empty where it is not known',
  sites: 'names of the sites, with commas between; the first 20',
  site_count: 'how many sites it is about',
  fix: 'the command that closes it on most of these sites; empty where none does',
  link: 'the page in Patchlight',
  source: 'the page on drupal.org; empty where there is none',
} as const;
export type TemplatePlaceholder = keyof typeof templatePlaceholders;
