import { advisories } from './de/advisories.ts';
import { audit } from './de/audit.ts';
import { channels } from './de/channels.ts';
import { console } from './de/console.ts';
import { firstRun } from './de/first-run.ts';
import { home } from './de/home.ts';
import { keys } from './de/keys.ts';
import { mailLinks } from './de/mail-links.ts';
import { members } from './de/members.ts';
import { modules } from './de/modules.ts';
import { mutes } from './de/mutes.ts';
import { notifications } from './de/notifications.ts';
import { palette } from './de/palette.ts';
import { profile } from './de/profile.ts';
import { reports } from './de/reports.ts';
import { settings } from './de/settings.ts';
import { shell } from './de/shell.ts';
import { signIn } from './de/sign-in.ts';
import { site } from './de/site.ts';
import { sites } from './de/sites.ts';
import { ui } from './de/ui.ts';
import type { Texts } from './text.tsx';

export const de: Texts = {
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
