import { advisories } from './en/advisories.ts';
import { audit } from './en/audit.ts';
import { channels } from './en/channels.ts';
import { console } from './en/console.ts';
import { firstRun } from './en/first-run.ts';
import { home } from './en/home.ts';
import { keys } from './en/keys.ts';
import { mailLinks } from './en/mail-links.ts';
import { members } from './en/members.ts';
import { modules } from './en/modules.ts';
import { mutes } from './en/mutes.ts';
import { notifications } from './en/notifications.ts';
import { palette } from './en/palette.ts';
import { profile } from './en/profile.ts';
import { reports } from './en/reports.ts';
import { settings } from './en/settings.ts';
import { site } from './en/site.ts';

/** The texts of every page but the first ones. */
export const enRest = {
  ...advisories,
  ...audit,
  ...channels,
  ...console,
  ...firstRun,
  ...home,
  ...keys,
  ...mailLinks,
  ...members,
  ...modules,
  ...mutes,
  ...notifications,
  ...palette,
  ...profile,
  ...reports,
  ...settings,
  ...site,
} as const;
