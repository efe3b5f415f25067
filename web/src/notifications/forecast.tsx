import type { MessageForecast } from '@patchlight/contract/messages';
import { useState } from 'react';
import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useDebounced } from '../palette/use-debounced.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { DigestActions } from './digest-actions.tsx';
import { countChanges, type Preferences } from './draft.ts';
import styles from './forecast.module.css';

const shownMax = 8;

/** What the choices, saved or not, would have sent last week. */
export function Forecast({ saved, changes }: { saved: Preferences; changes: Preferences }) {
  const say = useText();
  const { id } = useUser();
  // As it stands when somebody pauses: moving a slider is not twenty questions.
  const asked = JSON.parse(useDebounced(JSON.stringify(changes), 400)) as Preferences;
  const isChanged = countChanges(asked) > 0;
  const found = useApi(
    'POST /api/v1/users/{user_id}/messages/forecast',
    { params: { user_id: id }, body: isChanged ? { notification_preferences: asked } : {} },
    { keepPrevious: true },
  );
  const forecast = found.data?.data;
  return (
    <Panel
      flush
      title={
        <span aria-live="polite">
          {forecast === undefined
            ? say('notifications.forecast.coming')
            : say('notifications.forecast.title', { count: forecast.messages.length })}
        </span>
      }
      foot={<DigestActions saved={saved} isChanged={countChanges(changes) > 0} />}
    >
      {found.error ? (
        <div className={styles.note}>
          <ErrorPanel
            what={say('notifications.forecast.failed')}
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        </div>
      ) : forecast === undefined ? (
        <p className={styles.note}>
          <Skeleton width="80%" />
        </p>
      ) : (
        <Week forecast={forecast} isChanged={isChanged} isOld={found.isPlaceholderData} />
      )}
    </Panel>
  );
}

interface WeekProps {
  readonly forecast: MessageForecast;
  readonly isChanged: boolean;
  /** It answers the question before the last. */
  readonly isOld: boolean;
}

function Week({ forecast, isChanged, isOld }: WeekProps) {
  const say = useText();
  const { day, weekdayTime, list } = useFormat();
  const [isWhole, setWhole] = useState(false);
  const { messages, from, to, saved, left_out: leftOut } = forecast;
  const rest = messages.length - shownMax;
  const reasons = (['off', 'outside', 'unchanged'] as const)
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => say(`notifications.forecast.${reason}`, { count: leftOut[reason] }));
  return (
    <div className={isOld ? styles.old : undefined}>
      <p className={styles.note}>
        {say(isChanged ? 'notifications.forecast.draft' : 'notifications.forecast.saved', {
          from: day(from),
          to: day(to),
          saved,
        })}
      </p>
      <ol className={styles.messages}>
        {messages.slice(0, isWhole ? undefined : shownMax).map(({ at, kind, subject, about }) => (
          <li key={`${at} ${kind} ${subject}`}>
            <time dateTime={at}>{weekdayTime(at)}</time>
            <span className={styles.subject}>{subject}</span>
            {about.length > 0 && <small>{list(about)}</small>}
          </li>
        ))}
      </ol>
      {rest > 0 && (
        <div className={styles.more}>
          <Button kind="plain" small onClick={() => setWhole(!isWhole)} aria-expanded={isWhole}>
            {isWhole ? say('notifications.forecast.fewer') : say('notifications.forecast.more', { count: rest })}
          </Button>
        </div>
      )}
      {messages.length === 0 && <p className={styles.note}>{say('notifications.forecast.none')}</p>}
      {reasons.length > 0 && (
        <p className={`${styles.note} ${styles.last}`}>
          {say('notifications.forecast.leftOut', { what: list(reasons) })}
        </p>
      )}
    </div>
  );
}
