import type { Overview } from '@patchlight/contract/overview';
import { IconClock } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useListSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Counter, Counters } from '../ui/counters.tsx';
import { Icon } from '../ui/icon.tsx';
import { useShortcut } from '../ui/shortcuts.ts';
import { Status } from '../ui/status.tsx';
import styles from './home.module.css';

/** Four numbers, each the way to its list; `1` to `4` open them. */
export function SiteCounters({ overview: { sites, week_ago } }: { overview: Overview }) {
  const say = useText();
  return (
    <Counters label={say('home.counters')}>
      {(['security', 'unsupported', 'update'] as const).map((status, index) => (
        <SiteCounter
          key={status}
          shortcut={String(index + 1)}
          search={{ status }}
          name={<Status status={status} quiet={sites.status[status] === 0} />}
          value={sites.status[status]}
          before={week_ago?.status[status]}
        />
      ))}
      <SiteCounter
        shortcut="4"
        search={{ freshness: 'silent' }}
        name={
          <span className={styles.silent}>
            <Icon of={IconClock} />
            {say('home.silentSites')}
          </span>
        }
        value={sites.freshness.silent}
        before={week_ago?.silent}
      />
    </Counters>
  );
}

interface SiteCounterProps {
  readonly shortcut: string;
  readonly search: Readonly<Record<string, string>>;
  readonly name: ReactNode;
  readonly value: number;
  readonly before: number | undefined;
}

function SiteCounter({ shortcut, search, name, value, before }: SiteCounterProps) {
  const say = useText();
  const { number } = useFormat();
  const { org } = usePlace();
  const navigate = useNavigate();
  const [{ tag }] = useListSearch();
  const to = { ...search, ...(tag !== undefined && { tag }) };
  useShortcut(shortcut, () => void navigate({ to: '/o/$org/sites', params: { org }, search: to }));
  const change = before === undefined ? undefined : value - before;
  return (
    <Counter
      name={name}
      value={number(value)}
      note={
        change === undefined
          ? undefined
          : say(change < 0 ? 'home.delta.fewer' : change > 0 ? 'home.delta.more' : 'home.delta.same', {
              count: Math.abs(change),
            })
      }
      within={(body) => (
        <Link to="/o/$org/sites" params={{ org }} search={to} aria-keyshortcuts={shortcut}>
          {body}
        </Link>
      )}
    />
  );
}
