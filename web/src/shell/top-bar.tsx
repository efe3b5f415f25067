import {
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconClock,
  IconKeyboard,
  IconLogout,
  IconSearch,
  IconUser,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { everyOrganization, usePlace, useUser } from '../api/organization.ts';
import { signOut } from '../api/session.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Key } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Skeleton } from '../ui/states.tsx';
import { useOverview } from './overview.ts';
import styles from './shell.module.css';

interface TopBarProps {
  readonly menu: ReactNode;
  readonly onFind: () => void;
  readonly onKeys: () => void;
}

export function TopBar({ menu, onFind, onKeys }: TopBarProps) {
  const say = useText();
  return (
    <header className={styles.top}>
      {menu}
      <OrganizationMenu />
      <button type="button" className={styles.find} onClick={onFind} aria-label={say('shell.find')}>
        <Icon of={IconSearch} />
        <span className="truncate">{say('shell.find')}</span>
        <Key>Ctrl K</Key>
      </button>
      <div className={styles.end}>
        <Freshness />
        <PersonMenu onKeys={onKeys} />
      </div>
    </header>
  );
}

function OrganizationMenu() {
  const say = useText();
  const navigate = useNavigate();
  const { memberships, role, organization } = useUser();
  const { org, name } = usePlace();
  const known = memberships.map((each) => each.organization);
  const own =
    organization === null || known.some(({ id }) => id === organization.id) ? known : [organization, ...known];
  const title = name ?? (org === everyOrganization ? say('shell.everyOrganization') : say('shell.otherOrganization'));
  const go = (to: string) => void navigate({ to: '/o/$org', params: { org: to } });
  const all =
    own.length > 1 || role === 'superuser'
      ? [
          {
            label: say('shell.everyOrganization'),
            onSelect: () => go(everyOrganization),
            ...(org === everyOrganization && { icon: IconCheck }),
          },
        ]
      : [];
  return (
    <Menu
      label={say('shell.organizations')}
      groups={[
        own.map(({ id, name: text }) => ({
          label: text,
          onSelect: () => go(id),
          ...(id === org && { icon: IconCheck }),
        })),
        all,
      ]}
      target={
        <button type="button" className={styles.org}>
          <span className={styles.mark} aria-hidden>
            {title.slice(0, 1).toUpperCase()}
          </span>
          <span className="truncate">{title}</span>
          <Icon of={IconChevronDown} size={14} />
        </button>
      }
    />
  );
}

/** How old what is shown is: when a site last reported, and of when the data of drupal.org are. */
function Freshness() {
  const say = useText();
  const { time, day } = useFormat();
  const { data } = useOverview();
  if (data === undefined)
    return (
      <span className={styles.fresh}>
        <Skeleton width={264} />
      </span>
    );
  const { as_of, newest_report_at } = data.data;
  const at = (text: string) =>
    new Date(text).toDateString() === new Date().toDateString() ? time(text) : `${day(text)}, ${time(text)}`;
  return (
    <span className={styles.fresh}>
      <Icon of={as_of === null ? IconClock : IconCircleCheck} />
      <span>
        {newest_report_at === null ? say('shell.noReport') : say('shell.lastReport', { at: at(newest_report_at) })}
        <span className={styles.long}>
          {' '}
          · {as_of === null ? say('shell.noData') : say('shell.dataFrom', { at: at(as_of) })}
        </span>
      </span>
    </span>
  );
}

function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const say = useText();
  const navigate = useNavigate();
  const { name, email } = useUser();
  return (
    <Menu
      label={say('shell.person')}
      groups={[
        [{ label: say('shell.profile'), icon: IconUser, onSelect: () => void navigate({ to: '/profile' }) }],
        [
          { label: say('shell.keys'), icon: IconKeyboard, onSelect: onKeys },
          { label: say('shell.docs'), href: '/docs' },
        ],
        [{ label: say('shell.signOut'), icon: IconLogout, onSelect: () => void signOut() }],
      ]}
      target={
        <button type="button" className={styles.avatar} aria-label={`${name}, ${email}`} title={name}>
          {name.slice(0, 1).toUpperCase()}
        </button>
      }
    />
  );
}
