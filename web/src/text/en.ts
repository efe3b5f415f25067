import { advisories } from './en/advisories.ts';
import { audit } from './en/audit.ts';
import { console } from './en/console.ts';
import { firstRun } from './en/first-run.ts';
import { home } from './en/home.ts';
import { keys } from './en/keys.ts';
import { members } from './en/members.ts';
import { modules } from './en/modules.ts';
import { mutes } from './en/mutes.ts';
import { notifications } from './en/notifications.ts';
import { palette } from './en/palette.ts';
import { profile } from './en/profile.ts';
import { reports } from './en/reports.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { site } from './en/site.ts';
import { sites } from './en/sites.ts';
import { ui } from './en/ui.ts';

/** Every text of the interface, in English. The other languages have the same ids. */
export const en = {
  ...home,
  ...sites,
  ...site,
  ...modules,
  ...advisories,
  ...reports,
  ...keys,
  ...members,
  ...audit,
  ...settings,
  ...profile,
  ...console,
  ...signIn,
  ...firstRun,
  ...palette,
  ...mutes,
  ...notifications,
  ...shell,
  ...ui,
} as const;

export type TextId = keyof typeof en;
