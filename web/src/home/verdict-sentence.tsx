import type { Overview } from '@patchlight/contract/overview';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { FormattedList } from 'react-intl';
import { usePlace } from '../api/organization.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { StatusShape, statusColours } from '../ui/status.tsx';
import { nameOf } from './name-of.ts';
import { type Standing, standingOf } from './standing.ts';
import styles from './verdict.module.css';

const statusOf = { insecure: 'security', secure: 'current', 'not-all-known': 'unknown' } as const;

/** What can be said in one sentence, and the next step. */
export function VerdictSentence({ overview }: { overview: Overview }) {
  const standing = standingOf(overview);
  const status = statusOf[standing.kind];
  return (
    <div className={`${styles.main} ${statusColours(status)}`}>
      <h1 className={styles.line} tabIndex={-1}>
        <StatusShape status={status} />
        <Headline standing={standing} />
      </h1>
      {standing.kind === 'insecure' && <Insecure overview={overview} />}
      {standing.kind === 'secure' && <Secure overview={overview} />}
      {standing.kind === 'not-all-known' && <NotAllKnown overview={overview} standing={standing} />}
    </div>
  );
}

function Headline({ standing }: { standing: Standing }) {
  const n = (parts: ReactNode) => <span className={styles.number}>{parts}</span>;
  const { total } = standing;
  if (standing.kind === 'insecure') return <T id="home.insecure" n={n} insecure={standing.insecure} total={total} />;
  if (standing.kind === 'secure') return <T id={total === 1 ? 'home.secure.one' : 'home.secure'} n={n} total={total} />;
  return <T id="home.notAllKnown" n={n} known={standing.known} total={total} />;
}

function Insecure({ overview }: { overview: Overview }) {
  const say = useText();
  const { org } = usePlace();
  const { oldest, fix_queue, sites } = overview;
  const first = fix_queue[0];
  return (
    <>
      {oldest !== null && <Oldest oldest={oldest} />}
      <div className={styles.actions}>
        {first !== undefined && (
          <ButtonLink kind="main" to="/o/$org/modules/$moduleId" params={{ org, moduleId: first.module.id }}>
            {say('home.fixFirst', { module: nameOf(first.module), sites: first.sites })}
          </ButtonLink>
        )}
        <ButtonLink to="/o/$org/sites" params={{ org }} search={{ status: 'security' }}>
          {say('home.allInsecure', { count: sites.status.security })}
        </ButtonLink>
      </div>
    </>
  );
}

function Oldest({ oldest }: { oldest: NonNullable<Overview['oldest']> }) {
  const say = useText();
  const { age, day } = useFormat();
  const { org } = usePlace();
  const named = oldest.sites_named.map(({ id, name }) => (
    <Link key={id} to="/o/$org/sites/$siteId" params={{ org, siteId: id }}>
      {name}
    </Link>
  ));
  const others = oldest.sites - named.length;
  return (
    <p>
      <T
        id="home.oldest"
        age={age(oldest.published_at)}
        module={nameOf(oldest.module)}
        day={day(oldest.published_at)}
        sites={
          <FormattedList
            value={others > 0 ? [...named, say('home.oldest.more', { count: others })] : named}
            type="conjunction"
          />
        }
      />
    </p>
  );
}

function Secure({ overview: { as_of, week_ago } }: { overview: Overview }) {
  const say = useText();
  const { moment } = useFormat();
  const { org } = usePlace();
  const at = as_of === null ? '' : moment(as_of);
  return (
    <>
      <p>
        {week_ago === null
          ? say('home.secure.only', { at })
          : say('home.secure.why', { at, before: week_ago.status.security })}
      </p>
      <div className={styles.actions}>
        <ButtonLink to="/o/$org/reports" params={{ org }} search={{ tab: 'lag' }}>
          {say('home.seeClosed')}
        </ButtonLink>
      </div>
    </>
  );
}

function NotAllKnown({ overview, standing }: { overview: Overview; standing: Standing & { kind: 'not-all-known' } }) {
  const say = useText();
  const { org } = usePlace();
  const { status, freshness } = overview.sites;
  const linkTo = (search: Record<string, string>) => (parts: ReactNode) => (
    <Link to="/o/$org/sites" params={{ org }} search={search}>
      {parts}
    </Link>
  );
  const reasons = [
    { id: 'home.silent', count: freshness.silent, search: { freshness: 'silent' } },
    { id: 'home.never', count: freshness.never, search: { freshness: 'never' } },
    { id: 'home.unknown', count: status.unknown, search: { status: 'unknown' } },
  ] as const;
  if (overview.as_of === null) return <p>{say('home.noData')}</p>;
  return (
    <p>
      <T
        id="home.notAllKnown.why"
        count={standing.total - standing.known}
        reasons={
          <FormattedList
            type="conjunction"
            value={reasons
              .filter(({ count }) => count > 0)
              .map(({ id, count, search }) => <T key={id} id={id} count={count} link={linkTo(search)} />)}
          />
        }
      />
    </p>
  );
}
