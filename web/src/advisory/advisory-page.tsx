import { Link, useParams } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { PageMissing } from '../shell/page-states.tsx';
import { useText } from '../text/text.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';
import { AdvisoryHead } from './advisory-head.tsx';
import styles from './advisory-page.module.css';
import { AdvisorySites } from './advisory-sites.tsx';
import { useClientNotice } from './client-notice.ts';
import { Progress } from './progress.tsx';
import { Revisions } from './revisions.tsx';
import { RiskInWords } from './risk-in-words.tsx';

/** Judge one advisory, and follow it to zero. */
export function AdvisoryPage() {
  const say = useText();
  const { org, organizationId } = usePlace();
  const { advisoryId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useApi('GET /api/v1/advisories/{advisory_id}', {
    params: { advisory_id: advisoryId },
    query: organizationId === undefined ? {} : { organization_id: organizationId },
  });
  const crumbs = [
    <Link key="advisories" to="/o/$org/advisories" params={{ org }}>
      {say('nav.advisories')}
    </Link>,
    <span key="advisory">{data?.data.id ?? advisoryId}</span>,
  ];
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  if (data === undefined)
    return (
      <>
        <PageHead title={advisoryId} crumbs={crumbs} lead={error === null && <Skeleton width={320} />} />
        {error !== null && <ErrorPanel what={say('advisory.failed')} error={error} onRetry={() => void refetch()} />}
      </>
    );
  return (
    <>
      <AdvisoryHead advisory={data.data} crumbs={crumbs} />
      <Body advisory={data.data} />
    </>
  );
}

function Body({ advisory }: { advisory: AdvisoryFacts }) {
  const notice = useClientNotice(advisory);
  return (
    <div className={styles.grid}>
      <div className="stack">
        <Progress advisory={advisory} />
        <div className={styles.sites}>
          <AdvisorySites advisory={advisory} />
        </div>
      </div>
      <div className="stack">
        <RiskInWords advisory={advisory} />
        {advisory.details !== null && <Details text={advisory.details} />}
        {notice !== null && (
          <div className={styles.last}>
            <Notice text={notice} />
          </div>
        )}
        {advisory.revisions.length > 0 && <Revisions advisory={advisory} />}
      </div>
    </div>
  );
}

function Details({ text }: { text: string }) {
  const say = useText();
  return (
    <Panel title={say('advisory.details')}>
      <div className={styles.prose}>
        {text.split(/\n\s*\n/).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
    </Panel>
  );
}

function Notice({ text }: { text: string }) {
  const say = useText();
  return (
    <Panel title={say('advisory.notice')} end={<CopyButton small text={text} />}>
      <p className="small muted">{text}</p>
    </Panel>
  );
}
