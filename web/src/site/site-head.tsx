import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconClock, IconExternalLink } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { everyOrganization, usePlace } from '../api/organization.ts';
import { RecordSteps } from '../list/record-steps.tsx';
import { useListSearch } from '../list/search.ts';
import { hostOf } from '../sites/site-columns.tsx';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Ago, Chips } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Status } from '../ui/status.tsx';
import styles from './site.module.css';
import { SiteActions } from './site-actions.tsx';
import { VerdictSentence } from './verdict-sentence.tsx';

interface SiteHeadProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
}

/** Which site it is, how it stands and why, and how old that is. */
export function SiteHead({ site, modules }: SiteHeadProps) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const [{ tab }] = useListSearch();
  const open = (siteId: string) =>
    void navigate({ to: '/o/$org/sites/$siteId', params: { org, siteId }, search: tab === undefined ? {} : { tab } });
  // A silent site keeps its last bad word; a good one it does not keep.
  const status = site.freshness === 'silent' && site.status === 'current' ? 'unknown' : site.status;
  return (
    <PageHead
      title={site.name}
      crumbs={[
        <Link key="sites" to="/o/$org/sites" params={{ org }}>
          {say('sites.title')}
        </Link>,
        <span key="site" className="truncate">
          {site.name}
        </span>,
      ]}
      steps={<RecordSteps kind="sites" id={site.id} onOpen={open} />}
      beside={<Status status={status} pill />}
      lead={
        <span className={styles.reason}>
          <VerdictSentence site={site} modules={modules} />
        </span>
      }
      facts={<Facts site={site} />}
      actions={<SiteActions site={site} modules={modules} />}
    />
  );
}

function Facts({ site }: { site: Site }) {
  const say = useText();
  const { time, day } = useFormat();
  const { org } = usePlace();
  const { last_report_at: at, core_version, php_version } = site;
  return (
    <>
      <a href={site.url} rel="noreferrer" target="_blank">
        <Icon of={IconExternalLink} size={14} />
        <span className="truncate">{hostOf(site.url)}</span>
        <span className="hidden-visually">{say('site.newTab')}</span>
      </a>
      {org === everyOrganization && <span>{site.organization.name}</span>}
      <span>{say(`environment.${site.environment}`)}</span>
      {site.tags.length > 0 && <Chips names={site.tags} most={4} />}
      <span>
        <Icon of={IconClock} size={14} />
        {at === null ? (
          say('freshness.never')
        ) : (
          <span>
            <T
              id="site.reported"
              at={isToday(at) ? time(at) : `${day(at)}, ${time(at)}`}
              age={<Ago key="age" at={at} />}
            />
          </span>
        )}
      </span>
      {core_version !== null && (
        <span>
          {say(php_version === null ? 'site.runs' : 'site.runsWithPhp', {
            core: core_version,
            php: php_version,
          })}
        </span>
      )}
    </>
  );
}

const isToday = (at: string) => new Date(at).toDateString() === new Date().toDateString();
