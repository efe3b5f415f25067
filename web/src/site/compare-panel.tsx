import type { SiteComparison } from '@patchlight/contract/compare';
import type { Site } from '@patchlight/contract/sites';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { None, Version } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel, Skeleton } from '../ui/states.tsx';
import { StatusShape } from '../ui/status.tsx';
import type { Column } from '../ui/table/columns.ts';
import { DataTable } from '../ui/table/data-table.tsx';
import styles from './site.module.css';

const kinds = ['added', 'removed', 'downgraded', 'updated', 'changed'] as const;
type Kind = (typeof kinds)[number];
type Difference = SiteComparison['added'][number] & { readonly kind: Kind };

const dayMs = 86_400_000;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** What differs between two days, whichever they are; they stand in the address. */
export function ComparePanel({ site }: { site: Site }) {
  const say = useText();
  const { date } = useFormat();
  const [search, setSearch] = useListSearch();
  const today = dateOf(Date.now());
  const to = search.to ?? today;
  const from = search.from ?? dateOf(Date.now() - 90 * dayMs);
  // The first day from its beginning, the last one to its end.
  const query = { from: `${from}T00:00:00Z`, ...(to < today && { to: `${to}T23:59:59Z` }) };
  const { data, error, refetch } = useApi(
    'GET /api/v1/sites/{site_id}/compare',
    { params: { site_id: site.id }, query },
    { keepPrevious: true, enabled: from <= to },
  );
  const found = data?.data;
  return (
    <Panel
      flush
      title={say('site.compare')}
      end={
        <>
          <DayField
            label={say('site.compare.from')}
            value={from}
            max={to}
            onChange={(day) => setSearch({ from: day })}
          />
          <span className="muted">{say('site.compare.with')}</span>
          <DayField label={say('site.compare.to')} value={to} max={today} onChange={(day) => setSearch({ to: day })} />
        </>
      }
      {...(found && { foot: say('site.compare.unchanged', { count: found.unchanged }) })}
    >
      {error !== null && found === undefined ? (
        <ErrorPanel what={say('site.compareFailed')} error={error} onRetry={refetch} />
      ) : found === undefined ? (
        <div style={{ height: 240, padding: 16 }}>
          <Skeleton width="50%" />
        </div>
      ) : (
        <Differences found={found} heads={[date(query.from), date(found.to)]} />
      )}
    </Panel>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly max: string;
  readonly onChange: (day: string) => void;
}

function DayField({ label, value, max, onChange }: DayFieldProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <input
      type="date"
      className={styles.day}
      aria-label={label}
      value={typed}
      max={max}
      onChange={({ target: { value: day } }) => {
        setTyped(day);
        // Whoever types a year is in the first century on the way to it.
        if (day >= '1970' && day <= max) onChange(day);
      }}
    />
  );
}

function Differences({ found, heads }: { found: SiteComparison; heads: readonly [string, string] }) {
  const say = useText();
  const columns = useColumns(heads);
  const rows = kinds.flatMap((kind) => found[kind].map((each) => ({ ...each, kind })));
  const shown = kinds.filter((kind) => kind !== 'changed' || found.changed.length > 0);
  return (
    <>
      <dl className={styles.sums}>
        {shown.map((kind) => (
          <div key={kind}>
            <dt>{say(`site.compare.${kind}`, { count: found[kind].length })}</dt>
            <dd>{found[kind].length}</dd>
          </div>
        ))}
      </dl>
      {rows.length === 0 ? (
        <Empty title={say('site.compare.same')}>{say('site.compare.same.why')}</Empty>
      ) : (
        <DataTable
          caption={say('site.compare.caption', { from: heads[0], to: heads[1] })}
          columns={columns}
          rows={rows}
          rowKey={({ module }) => module.id}
          groupOf={({ kind }) => ({
            key: kind,
            head: (
              <span>
                {say(`site.compare.head.${kind}`)} <span className="muted">{found[kind].length}</span>
              </span>
            ),
          })}
        />
      )}
    </>
  );
}

function useColumns([from, to]: readonly [string, string]): readonly Column<Difference>[] {
  const say = useText();
  const { org } = usePlace();
  return [
    {
      id: 'project',
      head: say('site.project'),
      card: 'first',
      cell: ({ module, custom }) => (
        <span className={styles.project}>
          <Link
            to="/o/$org/modules/$moduleId"
            params={{ org, moduleId: custom ? module.id : module.name }}
            className={`${styles.name} truncate`}
            title={module.title ?? module.name}
          >
            {module.title ?? module.name}
          </Link>
          {module.title !== null && <span className={styles.machine}>{module.name}</span>}
        </span>
      ),
    },
    {
      id: 'from',
      head: from,
      width: 128,
      cell: ({ from_version, kind }) => (kind === 'added' ? <None /> : <Version version={from_version} />),
    },
    {
      id: 'to',
      head: to,
      width: 128,
      cell: ({ to_version, from_version, kind }) =>
        kind === 'removed' ? <None /> : <Version version={to_version} from={kind === 'added' ? null : from_version} />,
    },
    {
      id: 'security',
      head: say('sites.security'),
      width: 160,
      below: 1200,
      cell: ({ security }) =>
        security ? (
          <span className={styles.closed}>
            <StatusShape status="current" />
            {say('site.compare.closed')}
          </span>
        ) : null,
    },
  ];
}
