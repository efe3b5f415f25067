import type { Site } from '@patchlight/contract/sites';
import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Callout } from '../ui/states.tsx';

/** What puts in doubt what the page shows: silence, a report that was refused, reports that are not taken. */
export function SiteNotices({ site }: { site: Site }) {
  const say = useText();
  const { date, dateTime } = useFormat();
  const { org } = usePlace();
  const { data } = useApi('GET /api/v1/sites/{site_id}/reports', {
    params: { site_id: site.id },
    query: { per_page: 1 },
  });
  const last = data?.data[0];
  const isRefused = last?.status === 'rejected' || last?.status === 'quarantined';
  const drift = site.drift?.fixed_in_repository ?? 0;
  const toReports = (
    <Link
      to="/o/$org/sites/$siteId"
      params={{ org, siteId: site.id }}
      search={{ tab: 'reporting' }}
      className="link"
      resetScroll={false}
    >
      {say('site.notice.toReports')}
    </Link>
  );
  return (
    <>
      {!site.is_active && <Callout>{say('site.notice.inactive')}</Callout>}
      {site.freshness === 'silent' && site.last_report_at !== null && (
        <Callout status="unknown" end={toReports}>
          <T id="site.notice.silent" day={date(site.last_report_at)} />
        </Callout>
      )}
      {isRefused && (
        <Callout end={toReports}>
          <T
            id={`site.notice.${last.status === 'rejected' ? 'rejected' : 'quarantined'}`}
            at={dateTime(last.received_at)}
            reason={last.reason ?? ''}
          />
        </Callout>
      )}
      {drift > 0 && <Callout>{say('site.notice.drift', { count: drift })}</Callout>}
    </>
  );
}
