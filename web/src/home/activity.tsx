import type { Activity } from '@patchlight/contract/overview-parts';
import { roleHas } from '@patchlight/contract/roles';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './home.module.css';
import { nameOf } from './name-of.ts';

/** What happened last. */
export function ActivityPanel({ events }: { events: readonly Activity[] }) {
  const say = useText();
  const { org, role } = usePlace();
  return (
    <Panel
      title={say('home.activity')}
      end={
        roleHas(role, 'audit:read') && (
          <Link className="muted small" to="/o/$org/audit" params={{ org }}>
            {say('home.activity.audit')}
          </Link>
        )
      }
    >
      {events.length === 0 ? (
        <p className="muted small">{say('home.activity.none')}</p>
      ) : (
        <ul className={styles.events}>
          {events.map((event) => (
            <li key={`${event.at} ${event.kind} ${event.site?.id ?? event.advisory?.id}`}>
              <When at={event.at} />
              <span>
                <Sentence event={event} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function When({ at }: { at: string }) {
  const { time, day, exact } = useFormat();
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} title={exact(at)}>
      {isToday ? time(at) : day(at)}
    </time>
  );
}

function Sentence({ event }: { event: Activity }) {
  const { org } = usePlace();
  if (event.kind === 'advisory' && event.advisory !== null)
    return (
      <T
        id="home.activity.advisory"
        sites={event.sites ?? 0}
        advisory={
          <Link
            to="/o/$org/advisories/$advisoryId"
            params={{ org, advisoryId: event.advisory.id }}
            title={event.advisory.title}
          >
            {event.advisory.id}
          </Link>
        }
      />
    );
  if (event.site === null) return null;
  const site = (
    <Link to="/o/$org/sites/$siteId" params={{ org, siteId: event.site.id }}>
      {event.site.name}
    </Link>
  );
  if (event.kind === 'patch_run')
    return event.actor === null ? (
      <T id="home.activity.run.unknown" site={site} count={event.updated} />
    ) : (
      <T id="home.activity.run" actor={<b>{event.actor}</b>} site={site} count={event.updated} />
    );
  if (event.baseline) return <T id="home.activity.baseline" site={site} />;
  return <Changes event={event} site={site} />;
}

function Changes({ event, site }: { event: Activity; site: ReactNode }) {
  const say = useText();
  const { list } = useFormat();
  const { module, version, updated, installed, removed } = event;
  if (module !== null) {
    if (removed > 0) return <T id="home.activity.removed" site={site} module={nameOf(module)} />;
    return (
      <T
        id={installed > 0 ? 'home.activity.installed' : 'home.activity.took'}
        site={site}
        module={nameOf(module)}
        version={version ?? ''}
      />
    );
  }
  const parts = (
    [
      ['updated', updated],
      ['installed', installed],
      ['removed', removed],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([name, count]) => say(`home.activity.part.${name}`, { count }));
  return <T id="home.activity.changed" site={site} parts={list(parts)} />;
}
