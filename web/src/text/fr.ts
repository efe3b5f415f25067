import { advisories } from './fr/advisories.ts';
import { audit } from './fr/audit.ts';
import { channels } from './fr/channels.ts';
import { console } from './fr/console.ts';
import { firstRun } from './fr/first-run.ts';
import { home } from './fr/home.ts';
import { keys } from './fr/keys.ts';
import { mailLinks } from './fr/mail-links.ts';
import { members } from './fr/members.ts';
import { modules } from './fr/modules.ts';
import { mutes } from './fr/mutes.ts';
import { notifications } from './fr/notifications.ts';
import { palette } from './fr/palette.ts';
import { profile } from './fr/profile.ts';
import { reports } from './fr/reports.ts';
import { settings } from './fr/settings.ts';
import { shell } from './fr/shell.ts';
import { signIn } from './fr/sign-in.ts';
import { site } from './fr/site.ts';
import { sites } from './fr/sites.ts';
import { ui } from './fr/ui.ts';
import type { Texts } from './text.tsx';

export const fr: Texts = {
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
  ...channels,
  ...profile,
  ...console,
  ...signIn,
  ...firstRun,
  ...palette,
  ...mutes,
  ...notifications,
  ...mailLinks,
  ...shell,
  ...ui,
};
