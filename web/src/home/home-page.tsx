import type { Overview } from '@patchlight/contract/overview';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Button } from '../ui/button.tsx';
import { useTitle } from '../ui/page-head.tsx';
import { Callout, Empty, ErrorPanel } from '../ui/states.tsx';
import { ActivityPanel } from './activity.tsx';
import { AdvisoryWindow } from './advisory-window.tsx';
import { FixQueue } from './fix-queue.tsx';
import styles from './home.module.css';
import { HomeSkeleton } from './home-skeleton.tsx';
import { HomeTools, rangeOf } from './home-tools.tsx';
import { Onboarding } from './onboarding.tsx';
import { OpenTrend } from './open-trend.tsx';
import { OrganizationTable } from './organization-table.tsx';
import { SiteCounters } from './site-counters.tsx';
import { SiteStrip } from './site-strip.tsx';
import { Verdict } from './verdict.tsx';
import { WorthDoing } from './worth-doing.tsx';

export function HomePage() {
  const say = useText();
  const { moment } = useFormat();
  useTitle(say('home.title'));
  const { organizationId } = usePlace();
  const [search, setSearch] = useListSearch();
  const days = rangeOf(search.days);
  const { tag } = search;
  // What is the default is not said, so that the bars around the page are of the same answer.
  const query = {
    ...(organizationId !== undefined && { organization_id: organizationId }),
    ...(tag !== undefined && { tag }),
    ...(days !== 90 && { days }),
  };
  const { data, error, dataUpdatedAt, refetch } = useApi('GET /api/v1/overview', { query }, { keepPrevious: true });
  const again = () => void refetch();
  const overview = data?.data;
  const hasHeadline = overview !== undefined && (overview.sites.total > 0 || tag === undefined);
  return (
    <>
      {!hasHeadline && <h1 className="hidden-visually">{say('home.title')}</h1>}
      <HomeTools tag={tag} days={days} onChange={setSearch} />
      {overview === undefined && error !== null && (
        <ErrorPanel what={say('home.failed')} error={error} onRetry={again} />
      )}
      {overview === undefined && error === null && <HomeSkeleton />}
      {overview !== undefined && error !== null && (
        <div className={styles.old}>
          <Callout
            end={
              <Button small onClick={again}>
                {say('error.retry')}
              </Button>
            }
          >
            {say('home.old', { at: moment(new Date(dataUpdatedAt)) })}
          </Callout>
        </div>
      )}
      {overview !== undefined && overview.sites.total > 0 && <Fleet overview={overview} days={days} />}
      {overview?.sites.total === 0 &&
        (tag === undefined ? (
          <Onboarding window={overview.advisory_window} />
        ) : (
          <Empty
            title={say('home.tagEmpty', { tag })}
            actions={<Button onClick={() => setSearch({ tag: undefined })}>{say('home.tagEmpty.all')}</Button>}
          >
            {say('home.tagEmpty.why')}
          </Empty>
        ))}
    </>
  );
}

/** In the order in which it is read: the verdict, the numbers, what to do, then what proves it. */
function Fleet({ overview, days }: { overview: Overview; days: number }) {
  const { organizationId } = usePlace();
  const hasWork = overview.fix_queue.length > 0;
  // Squares of so many sites need the whole width.
  const isLarge = (overview.strip?.sites.length ?? 0) > 150;
  return (
    <>
      <Verdict overview={overview} />
      <SiteCounters overview={overview} />
      <div className={styles.grid}>
        {hasWork ? <FixQueue overview={overview} /> : <ActivityPanel events={overview.activity} />}
        <div className={styles.side}>
          <AdvisoryWindow overview={overview} />
          {hasWork ? <ActivityPanel events={overview.activity} /> : <WorthDoing overview={overview} />}
        </div>
      </div>
      <div className={`${styles.halves} ${isLarge ? styles.whole : ''}`}>
        <SiteStrip overview={overview} />
        <OpenTrend trend={overview.trend} days={days} />
      </div>
      {organizationId === undefined && overview.organizations.length > 1 && (
        <OrganizationTable organizations={overview.organizations} />
      )}
    </>
  );
}
