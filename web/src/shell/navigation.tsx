import type { Permission } from '@patchlight/contract/roles';
import { roleHas } from '@patchlight/contract/roles';
import {
  IconBell,
  IconBox,
  IconBrowser,
  IconChartBar,
  IconHome,
  IconKey,
  IconListDetails,
  IconSettings,
  IconShield,
  IconTool,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { useOverview } from './overview.ts';
import styles from './shell.module.css';

interface Entry {
  readonly to: NonNullable<LinkProps['to']>;
  readonly text: TextId;
  readonly icon: TablerIcon;
  /** Left out for whom it would be empty. */
  readonly needs?: Permission;
  readonly count?: 'sites';
}

const work: readonly Entry[] = [
  { to: '/o/$org', text: 'nav.home', icon: IconHome },
  { to: '/o/$org/sites', text: 'nav.sites', icon: IconBrowser, count: 'sites' },
  { to: '/o/$org/modules', text: 'nav.modules', icon: IconBox },
  { to: '/o/$org/advisories', text: 'nav.advisories', icon: IconShield },
  { to: '/o/$org/reports', text: 'nav.reports', icon: IconChartBar },
];
const care: readonly Entry[] = [
  { to: '/notifications', text: 'nav.notifications', icon: IconBell },
  { to: '/o/$org/keys', text: 'nav.keys', icon: IconKey },
  { to: '/o/$org/members', text: 'nav.members', icon: IconUsers },
  { to: '/o/$org/audit', text: 'nav.audit', icon: IconListDetails, needs: 'audit:read' },
  { to: '/o/$org/settings', text: 'nav.settings', icon: IconSettings },
  { to: '/console', text: 'nav.console', icon: IconTool, needs: 'jobs:manage' },
];

export function Navigation({ isDrawer = false }: { isDrawer?: boolean }) {
  const say = useText();
  return (
    <nav className={isDrawer ? styles.drawer : styles.nav} aria-label={say('nav.label')}>
      {!isDrawer && (
        <Link to="/" className={styles.brand} aria-label={say('nav.home')}>
          <BrandMark />
          <span>Patchlight</span>
        </Link>
      )}
      <Links entries={work} />
      <Links entries={care} />
      <Foot />
    </nav>
  );
}

function Links({ entries }: { entries: readonly Entry[] }) {
  const say = useText();
  const { org, role } = usePlace();
  const { number } = useFormat();
  const overview = useOverview();
  const counts = { sites: overview.data?.data.sites.total };
  return (
    <ul className={styles.links}>
      {entries
        .filter(({ needs }) => needs === undefined || roleHas(role, needs))
        .map(({ to, text, icon, count }) => (
          <li key={text}>
            <Link
              to={to}
              params={{ org } as never}
              activeOptions={{ exact: to === '/o/$org', includeSearch: false }}
              title={say(text)}
            >
              <Icon of={icon} />
              <span>{say(text)}</span>
              {count !== undefined && counts[count] !== undefined && (
                <span className={styles.count}>{number(counts[count])}</span>
              )}
            </Link>
          </li>
        ))}
    </ul>
  );
}

function Foot() {
  const say = useText();
  const { locale, zone } = useFormat();
  const { data } = useOverview();
  if (data === undefined) return null;
  const text = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(new Date(data.data.advisory_window.next_at));
  return (
    <div className={styles.foot}>
      <span>{say('nav.nextWindow')}</span>
      <b>{text}</b>
    </div>
  );
}

export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden focusable={false} width={20} height={20}>
      <rect x="2" y="2" width="16" height="16" rx="4" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <rect x="9.5" y="5.5" width="5" height="5" rx="1.2" fill="currentColor" />
    </svg>
  );
}
