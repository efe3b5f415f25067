import { Link } from '@tanstack/react-router';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useOverview } from '../shell/overview.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Skeleton } from '../ui/states.tsx';

/** How many are open on how many sites, and whether the newest of all is one of them. */
export function Lead() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const { date } = useFormat();
  const overview = useOverview();
  const open = useApi('GET /api/v1/advisories', {
    query: {
      state: 'exposed',
      per_page: 1,
      ...(organizationId !== undefined && { organization_id: organizationId }),
    },
  });
  if (overview.data === undefined || open.data === undefined) return <Skeleton width={320} />;
  const { sites, last_advisory: last } = overview.data.data;
  return (
    <>
      {say('advisories.lead', {
        open: open.data.meta.total,
        insecure: sites.status.security,
        total: sites.total,
      })}{' '}
      {last !== null && (
        <T
          id="advisories.newest"
          advisory={
            <Link className="nowrap" to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: last.id }}>
              {last.id}
            </Link>
          }
          day={last.published_at === null ? '–' : date(last.published_at)}
          sites={last.sites}
        />
      )}
    </>
  );
}
