import type { Mute } from '@patchlight/contract/mutes';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Chips, Count, Day, None } from '../ui/facts.tsx';
import type { Column } from '../ui/table/columns.ts';
import { TwoLines } from '../ui/table/data-table.tsx';
import { daysLeft, endsSoon } from './mute-end.ts';
import styles from './mutes.module.css';

export function useMuteColumns(): readonly Column<Mute>[] {
  const say = useText();
  const { org } = usePlace();
  return [
    {
      id: 'project',
      head: say('mutes.project'),
      width: 208,
      card: 'first',
      cell: (mute) => <Project mute={mute} />,
    },
    {
      id: 'scope',
      head: say('mutes.scope'),
      width: 176,
      card: 'line',
      cell: (mute) => <Where mute={mute} />,
    },
    {
      id: 'reason',
      head: say('mutes.reason'),
      card: 'line',
      cell: ({ reason }) => (
        <span className="truncate" title={reason}>
          {reason}
        </span>
      ),
    },
    {
      id: 'owner',
      head: say('mutes.owner.short'),
      width: 128,
      below: 1200,
      label: say('mutes.owner.short'),
      cell: ({ owner }) =>
        owner === null ? (
          <span className="muted">{say('mutes.owner.nobody')}</span>
        ) : (
          <span title={owner.name}>{owner.name}</span>
        ),
    },
    {
      id: 'ends',
      head: say('mutes.ends'),
      width: 136,
      sort: 'ends_at',
      card: 'status',
      cell: (mute) => (mute.ended_at === null ? <Ends mute={mute} /> : <Ended mute={mute} />),
    },
    {
      id: 'hides',
      head: say('mutes.hides'),
      width: 80,
      end: true,
      label: say('mutes.hides'),
      cell: ({ hides, project }) =>
        hides === 0 ? (
          <Count value={0} />
        ) : (
          <Link
            className="link"
            to="/o/$org/modules/$moduleId"
            params={{ org, moduleId: project.name }}
            search={{ muted: 'true' }}
          >
            {say('mutes.hides.sites', { count: hides })}
          </Link>
        ),
    },
  ];
}

function Project({ mute: { project, up_to_version, advisory } }: { mute: Mute }) {
  const say = useText();
  const { org } = usePlace();
  const parts = [up_to_version !== null && say('mutes.upTo', { version: up_to_version }), advisory?.id].filter(Boolean);
  return (
    <TwoLines
      name={
        <Link to="/o/$org/modules/$moduleId" params={{ org, moduleId: project.name }} title={project.name}>
          {project.title ?? project.name}
        </Link>
      }
      under={parts.length === 0 ? project.name : parts.join(', ')}
    />
  );
}

function Where({ mute: { site, tags, scope } }: { mute: Mute }) {
  const say = useText();
  const { org } = usePlace();
  if (scope === 'tags') return <Chips names={tags} most={2} />;
  if (site === null) return say('mutes.scope.organization');
  return (
    <Link
      className="truncate"
      to="/o/$org/sites/$siteId"
      params={{ org, siteId: site.id }}
      search={{ muted: '1' }}
      title={site.url}
    >
      {site.name}
    </Link>
  );
}

/** The countdown; what ends within a week stands out. */
function Ends({ mute: { ends_at, until_newer_release } }: { mute: Mute }) {
  const say = useText();
  const { exact, day } = useFormat();
  if (ends_at === null) return say('mutes.ends.next');
  const left = daysLeft(ends_at);
  return (
    <TwoLines
      name={
        <time dateTime={ends_at} title={exact(ends_at)} className={endsSoon(ends_at) ? styles.soon : 'muted'}>
          {left === 0 ? say('mutes.ends.today') : say('mutes.ends.in', { days: left })}
        </time>
      }
      under={until_newer_release ? `${day(ends_at)} ${say('mutes.ends.orNext')}` : day(ends_at)}
    />
  );
}

function Ended({ mute: { ended_at, ended_by, end_cause } }: { mute: Mute }) {
  const say = useText();
  const why =
    end_cause === 'person'
      ? ended_by === null
        ? say('mutes.ended.somebody')
        : say('mutes.ended.person', { name: ended_by.name })
      : end_cause && say(`mutes.ended.${end_cause}`);
  return <TwoLines name={<Day at={ended_at} />} under={why ?? <None />} />;
}
