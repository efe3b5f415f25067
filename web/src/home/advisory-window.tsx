import type { Overview } from '@patchlight/contract/overview';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './home.module.css';
import verdict from './verdict.module.css';

type Windows = Pick<Overview, 'advisory_window'> & Partial<Pick<Overview, 'last_advisory'>>;

/** When the next advisories are to be expected, in the time of whoever reads it. */
export function AdvisoryWindow({ overview: { advisory_window, last_advisory = null } }: { overview: Windows }) {
  const say = useText();
  const { org } = usePlace();
  const { weekday, time, day } = useFormat();
  const { next_at, next_core_at } = advisory_window;
  const link = (parts: ReactNode) =>
    last_advisory && (
      <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: last_advisory.id }}>
        {parts}
      </Link>
    );
  return (
    <Panel>
      <div className={styles.window}>
        <h2 className={verdict.smallHead}>{say('home.window')}</h2>
        <b>{say('home.window.from', { day: weekday(next_at), time: time(next_at) })}</b>
        <p>{say('home.window.core', { day: weekday(next_core_at) })}</p>
        {last_advisory?.published_at != null && (
          <p>
            <T
              id="home.window.last"
              advisory={last_advisory.id}
              link={link}
              day={day(last_advisory.published_at)}
              sites={last_advisory.sites}
            />
          </p>
        )}
      </div>
    </Panel>
  );
}
