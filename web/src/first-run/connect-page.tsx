import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useListSearch } from '../list/search.ts';
import { useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import { Alerts } from './alerts.tsx';
import { Arrivals } from './arrivals.tsx';
import { Commands } from './commands.tsx';
import { type FreshKey, freshKeyOf } from './fresh-keys.ts';
import { KeyOnce } from './key-once.tsx';
import { Steps } from './steps.tsx';
import { Verdict } from './verdict.tsx';

/**
 * How a site is connected: its key, what to type, and what has arrived since the key was made, so that an old report does
 * not count. `?step=report` waits; with the first report that was taken the page says what it means.
 */
export function ConnectPage() {
  const say = useText();
  const { org } = usePlace();
  const { siteId = '' } = useParams({ strict: false });
  const [search, setSearch] = useListSearch();
  const [key, setKey] = useState<FreshKey | undefined>(() => freshKeyOf(siteId));
  const [openedAt] = useState(() => new Date().toISOString());
  const reason = useRoleReason()(useMay('site_keys:write'));
  const since = key?.madeAt ?? openedAt;
  const site = useApi('GET /api/v1/sites/{site_id}', { params: { site_id: siteId } });
  const isWaiting = search.step === 'report';
  // Whoever comes back to a site that has reported already wants to see that it did.
  const hasReported =
    site.data !== undefined &&
    site.data.data.reported_at !== null &&
    (key === undefined || site.data.data.reported_at >= since);
  if (site.error)
    return <ErrorPanel what={say('firstRun.siteFailed')} error={site.error} onRetry={() => void site.refetch()} />;
  const name = site.data?.data.name;
  const about = { site: name, connect: key === undefined ? undefined : say('firstRun.keyMade') };
  if (name === undefined) return <Steps now="connect">{<Skeleton width={320} height={24} />}</Steps>;
  if (isWaiting && hasReported && site.data)
    return (
      <Steps now="result" about={about}>
        <PageHead title={say('firstRun.result.title', { name })} />
        <Verdict site={site.data.data} org={org} />
        <Alerts />
      </Steps>
    );
  return (
    <Steps now={isWaiting ? 'report' : 'connect'} about={about}>
      <PageHead
        title={say(isWaiting ? 'firstRun.report.title' : 'firstRun.connect.title', { name })}
        lead={say(isWaiting ? 'firstRun.report.lead' : 'firstRun.connect.lead')}
      />
      {!isWaiting && (
        <KeyOnce
          siteId={siteId}
          siteName={name}
          value={key}
          onMade={setKey}
          reason={reason}
          onStored={() => setSearch({ step: 'report' })}
        />
      )}
      {isWaiting && <Commands secret={key?.secret} />}
      {isWaiting && <Arrivals siteId={siteId} since={since} />}
      <div className="row">
        {isWaiting ? (
          <Button onClick={() => setSearch({ step: undefined })}>{say('firstRun.backToKey')}</Button>
        ) : (
          key === undefined && <Button onClick={() => setSearch({ step: 'report' })}>{say('firstRun.haveKey')}</Button>
        )}
        <Link to="/o/$org/sites/$siteId" params={{ org, siteId }} className="link small push">
          {say('firstRun.skip')}
        </Link>
      </div>
    </Steps>
  );
}
