import type { Overview } from '@patchlight/contract/overview';
import { IconCircleCheck, IconClock, IconHourglass, IconPlugX, IconRefresh, IconShield } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './verdict.module.css';

/** How sure the verdict is: who reported, and of when the data of drupal.org are. */
export function Confidence({ overview }: { overview: Overview }) {
  const say = useText();
  const { moment } = useFormat();
  const { total, freshness } = overview.sites;
  const { as_of, last_advisory } = overview;
  return (
    <div>
      <h2 className={styles.smallHead}>{say('home.data')}</h2>
      <ul className={styles.confidence}>
        <li>
          <Icon of={IconCircleCheck} />
          <span>{say('home.data.reported', { fresh: freshness.fresh, total })}</span>
        </li>
        <li>
          <Icon of={IconClock} />
          {freshness.silent === 0 ? (
            <span>{say('home.data.noneSilent')}</span>
          ) : (
            <Sites id="home.data.silent" freshness="silent" count={freshness.silent} />
          )}
        </li>
        {freshness.late > 0 && (
          <li>
            <Icon of={IconHourglass} />
            <Sites id="home.data.late" freshness="late" count={freshness.late} />
          </li>
        )}
        {freshness.never > 0 && (
          <li>
            <Icon of={IconPlugX} />
            <Sites id="home.data.never" freshness="never" count={freshness.never} />
          </li>
        )}
        <li>
          <Icon of={IconRefresh} />
          <span>{as_of === null ? say('home.data.noDrupal') : say('home.data.drupal', { at: moment(as_of) })}</span>
        </li>
        <li>
          <Icon of={IconShield} />
          <span>
            {last_advisory?.published_at == null
              ? say('home.data.noAdvisory')
              : say('home.data.advisory', { at: moment(last_advisory.published_at) })}
          </span>
        </li>
      </ul>
    </div>
  );
}

interface SitesProps {
  readonly id: 'home.data.silent' | 'home.data.late' | 'home.data.never';
  readonly freshness: string;
  readonly count: number;
}

function Sites({ id, freshness, count }: SitesProps) {
  const { org } = usePlace();
  const link = (parts: ReactNode) => (
    <Link className="link" to="/o/$org/sites" params={{ org }} search={{ freshness }}>
      {parts}
    </Link>
  );
  return (
    <span>
      <T id={id} count={count} link={link} />
    </span>
  );
}
