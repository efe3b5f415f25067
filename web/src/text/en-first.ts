import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { sites } from './en/sites.ts';
import { ui } from './en/ui.ts';

/** What the first view needs, in English; the rest comes with the page that needs it. */
export const enFirst = {
  ...shell,
  ...signIn,
  ...sites,
  ...ui,
} as const;
