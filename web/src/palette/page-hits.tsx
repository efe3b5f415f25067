import { type Permission, roleHas } from '@patchlight/contract/roles';
import { IconArrowRight, IconCommand } from '@tabler/icons-react';
import { usePlace } from '../api/organization.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Key } from '../ui/button.tsx';
import { namedShortcuts } from '../ui/shortcuts.ts';
import type { Hit, HitGroup, HitLink } from './hits.ts';

interface PageEntry {
  readonly to: HitLink['to'];
  readonly text: TextId;
  readonly keys?: string;
  readonly needs?: Permission;
}

export const pages: readonly PageEntry[] = [
  { to: '/o/$org', text: 'nav.home', keys: 'g h' },
  { to: '/o/$org/sites', text: 'nav.sites', keys: 'g s' },
  { to: '/o/$org/modules', text: 'nav.modules', keys: 'g m' },
  { to: '/o/$org/advisories', text: 'nav.advisories', keys: 'g a' },
  { to: '/o/$org/reports', text: 'nav.reports', keys: 'g r' },
  { to: '/o/$org/runway', text: 'palette.runway' },
  { to: '/o/$org/sites/new', text: 'sites.add', needs: 'sites:write' },
  { to: '/notifications', text: 'nav.notifications' },
  { to: '/o/$org/keys', text: 'nav.keys' },
  { to: '/o/$org/members', text: 'nav.members' },
  { to: '/o/$org/audit', text: 'nav.audit', needs: 'audit:read' },
  { to: '/o/$org/settings', text: 'nav.settings' },
  { to: '/profile', text: 'shell.profile', keys: 'g n' },
  { to: '/console', text: 'nav.console', needs: 'jobs:manage' },
];

/** Pages whose name has the text in it, and what the page behind offers by a key; all of it while nothing is typed. */
export function usePageHits(text: string): { readonly pages: HitGroup; readonly actions: HitGroup } {
  const say = useText();
  const { org, role } = usePlace();
  const fits = (name: string) => name.toLowerCase().includes(text.trim().toLowerCase());
  const found = pages
    .filter(({ needs }) => needs === undefined || roleHas(role, needs))
    .map(
      ({ to, text: id, keys }): Hit => ({
        key: `page ${to}`,
        icon: IconArrowRight,
        name: say(id),
        link: { to, params: { org } },
        ...(keys !== undefined && { end: <Keys keys={keys} /> }),
      }),
    );
  const actions = namedShortcuts()
    .filter(({ keys }) => !keys.startsWith('g ') && !keys.startsWith('mod+') && keys !== '?' && keys !== 'Escape')
    .map(
      ({ keys, name, run }): Hit => ({
        key: `action ${keys}`,
        icon: IconCommand,
        name,
        end: <Keys keys={keys} />,
        run: () => run(new KeyboardEvent('keydown', { key: keys })),
      }),
    );
  return {
    pages: { name: say('palette.pages'), hits: found.filter(({ name }) => fits(name)) },
    actions: { name: say('palette.actions'), hits: actions.filter(({ name }) => fits(name)) },
  };
}

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="row">
      {keys.split(' ').map((key) => (
        <Key key={key}>{key}</Key>
      ))}
    </span>
  );
}
