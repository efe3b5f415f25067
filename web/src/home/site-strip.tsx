import type { Overview } from '@patchlight/contract/overview';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { useText } from '../text/text.tsx';
import { FigurePanel } from '../ui/charts/figure.tsx';
import { Count } from '../ui/facts.tsx';
import { statuses } from '../ui/status.tsx';
import styles from './site-strip.module.css';
import { StripCell, StripPatterns } from './strip-cell.tsx';
import { countOf, type StripGroup, type StripSite, stripGroups } from './strip-groups.ts';

/** One square for each site. Grouped by tag it shows whose fleet is behind. */
export function SiteStrip({ overview: { strip, sites } }: { overview: Overview }) {
  const say = useText();
  const groups = strip === null ? [] : stripGroups(strip.sites);
  const nameOf = ({ tag }: StripGroup) =>
    tag === undefined ? say('home.strip.others') : (tag ?? say('home.strip.noTag'));
  const table = {
    heads: [say('home.strip.group'), ...statuses.map((status) => say(`status.${status}`)), say('home.strip.sites')],
    rows:
      strip === null
        ? [['', ...statuses.map((status) => sites.status[status]), sites.total]]
        : groups.map((group) => [
            nameOf(group),
            ...statuses.map((status) => <Count key={status} value={countOf(group.sites, status)} />),
            group.sites.length,
          ]),
  };
  return (
    <FigurePanel
      title={say('home.strip', { count: sites.total })}
      summary={strip === null ? say('home.strip.many') : say('home.strip.summary')}
      table={table}
    >
      <StripPatterns />
      {groups.length > 0 && <Groups groups={groups} nameOf={nameOf} />}
      {strip !== null && strip.more > 0 && (
        <p className="muted small">{say('home.strip.more', { count: strip.more })}</p>
      )}
      <ul className={styles.legend}>
        {statuses.map((status) => (
          <li key={status}>
            <StripCell status={status} />
            {say(`status.${status}`)} <b>{sites.status[status]}</b>
          </li>
        ))}
      </ul>
    </FigurePanel>
  );
}

interface GroupsProps {
  readonly groups: readonly StripGroup[];
  readonly nameOf: (group: StripGroup) => string;
}

function Groups({ groups, nameOf }: GroupsProps) {
  const { org } = usePlace();
  // Hundreds of links are one stop of the Tab key; arrows go from one to the next.
  const [current, setCurrent] = useState(groups[0]?.sites[0]?.id);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]')];
    const next = cells[cells.findIndex((cell) => cell.dataset.cell === current) + step];
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next.dataset.cell);
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links within take the keys; this only moves between them
    <div onKeyDown={onKeyDown}>
      {groups.map((group) => (
        <div key={String(group.tag)} className={styles.group}>
          {typeof group.tag === 'string' ? (
            <Link
              to="/o/$org/sites"
              params={{ org }}
              search={{ tag: group.tag }}
              className="truncate"
              title={group.tag}
            >
              {group.tag}
            </Link>
          ) : (
            <span className="muted">{nameOf(group)}</span>
          )}
          <div className={styles.cells}>
            {group.sites.map((site) => (
              <Cell key={site.id} site={site} isCurrent={site.id === current} />
            ))}
          </div>
          <span className={styles.size}>{group.sites.length}</span>
        </div>
      ))}
    </div>
  );
}

function Cell({ site, isCurrent }: { site: StripSite; isCurrent: boolean }) {
  const say = useText();
  const { org } = usePlace();
  const status = say(`status.${site.status}`);
  const name =
    site.freshness === 'fresh'
      ? say('home.strip.cell', { site: site.name, status })
      : say('home.strip.cellOld', { site: site.name, status, freshness: say(`freshness.${site.freshness}`) });
  return (
    <Link
      to="/o/$org/sites/$siteId"
      params={{ org, siteId: site.id }}
      // Pointing at one of hundreds is not wanting it.
      preload={false}
      aria-label={name}
      title={name}
      data-cell={site.id}
      data-old={site.freshness === 'silent' || undefined}
      tabIndex={isCurrent ? 0 : -1}
    >
      <StripCell status={site.status} />
    </Link>
  );
}
