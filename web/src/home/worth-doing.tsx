import type { Overview } from '@patchlight/contract/overview';
import { IconCalendar, IconClock, IconPlugX, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePlace } from '../api/organization.ts';
import { type TextId, useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { StatusShape, statusColours } from '../ui/status.tsx';
import styles from './home.module.css';

/** What is left to do where no security update is: the page is never only a pat on the back. */
export function WorthDoing({ overview: { sites } }: { overview: Overview }) {
  const say = useText();
  const { org } = usePlace();
  const { status, freshness } = sites;
  const steps: readonly Step[] = [
    { id: 'unsupported', count: status.unsupported, search: { status: 'unsupported' }, icon: shape('unsupported') },
    { id: 'silent', count: freshness.silent, search: { freshness: 'silent' }, icon: line(IconClock) },
    { id: 'never', count: freshness.never, search: { freshness: 'never' }, icon: line(IconPlugX) },
    { id: 'unknown', count: status.unknown, search: { status: 'unknown' }, icon: shape('unknown') },
    { id: 'update', count: status.update, search: { status: 'update' }, icon: shape('update') },
  ];
  return (
    <Panel title={say('home.next')}>
      <ul className={styles.next}>
        {steps
          .filter(({ count }) => count > 0)
          .map(({ id, count, search, icon }) => (
            <li key={id}>
              {icon}
              <span>
                <Link to="/o/$org/sites" params={{ org }} search={search}>
                  {say(`home.next.${id}`, { count })}
                </Link>
                <small>{say(`home.next.${id}.why`)}</small>
              </span>
            </li>
          ))}
        <li>
          {line(IconCalendar)}
          <span>
            <Link to="/o/$org/runway" params={{ org }}>
              {say('home.next.runway')}
            </Link>
            <small>{say('home.next.runway.why')}</small>
          </span>
        </li>
      </ul>
    </Panel>
  );
}

type Kind = 'unsupported' | 'silent' | 'never' | 'unknown' | 'update';
interface Step {
  readonly id: Kind & (`home.next.${Kind}` extends TextId ? Kind : never);
  readonly count: number;
  readonly search: Readonly<Record<string, string>>;
  readonly icon: ReactElement;
}

const line = (of: TablerIcon) => <Icon of={of} />;
const shape = (status: 'unsupported' | 'unknown' | 'update') => (
  <span className={statusColours(status)}>
    <StatusShape status={status} />
  </span>
);
