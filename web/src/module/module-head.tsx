import { IconExternalLink } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { RecordSteps } from '../list/record-steps.tsx';
import { queryOf, useListSearch } from '../list/search.ts';
import { readWhole } from '../list/use-whole.ts';
import { MuteButton } from '../mutes/mute-button.tsx';
import { useOverview } from '../shell/overview.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Version } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Status } from '../ui/status.tsx';
import { sitesOf, worstStatus } from '../ui/versions-in-use.tsx';
import { type ModuleFacts, siteFilters } from './module-facts.ts';
import { siteLines } from './site-lines.ts';

export function ModuleHead({ module, crumbs }: { module: ModuleFacts; crumbs: readonly ReactNode[] }) {
  const say = useText();
  const { dateTime } = useFormat();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const { moduleId = '' } = useParams({ strict: false });
  const [search] = useListSearch();
  const { tab } = search;
  const open = (id: string) =>
    void navigate({
      to: '/o/$org/modules/$moduleId',
      params: { org, moduleId: id },
      search: tab === undefined ? {} : { tab },
    });
  const { name, title, custom, drupal_link, project_status, as_of, versions_in_use } = module;
  const status = worstStatus(versions_in_use);
  const copySites = async () => {
    const query = {
      ...queryOf(search, siteFilters),
      ...(organizationId !== undefined && { organization_id: organizationId }),
    };
    const sites = await readWhole('GET /api/v1/modules/{module_id}/sites', {
      params: { module_id: module.id },
      query: query as never,
    });
    return siteLines(sites);
  };
  return (
    <PageHead
      title={title ?? name}
      crumbs={crumbs}
      steps={<RecordSteps kind="modules" id={moduleId} onOpen={open} />}
      beside={
        <>
          {title !== null && title !== name && <code className="muted">{name}</code>}
          {status !== null && (
            <Status status={status} pill>
              {say('module.statusOn', { status: say(`status.${status}`), count: sitesOf(versions_in_use, status) })}
            </Status>
          )}
        </>
      }
      actions={
        module.sites > 0 && (
          <>
            <CopyButton text={copySites} label={say('module.copySites')} />
            {!custom && <MuteButton projects={[module]} />}
          </>
        )
      }
      lead={<Sentence module={module} />}
      facts={
        <>
          {drupal_link !== null && (
            <a href={drupal_link} rel="noreferrer">
              <Icon of={IconExternalLink} />
              {say('module.drupalOrg')}
            </a>
          )}
          {custom && <span>{say('modules.custom')}</span>}
          {project_status !== null && project_status !== 'published' && (
            <span>{say('module.projectStatus', { status: project_status })}</span>
          )}
          {as_of !== null && <span>{say('module.asOf', { at: dateTime(as_of) })}</span>}
        </>
      }
    />
  );
}

/** How many run it, and what the most urgent thing about it is. */
function Sentence({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { data } = useOverview();
  const { sites, versions_in_use } = module;
  const total = Math.max(data?.data.sites.total ?? sites, sites);
  if (sites === 0) return say('module.runsNowhere');
  const status = worstStatus(versions_in_use);
  return (
    <>
      {say('module.runs', { sites, total })}{' '}
      {status === 'security' ? (
        <Insecure module={module} count={sitesOf(versions_in_use, 'security')} />
      ) : (
        status !== null && say(`module.are.${status}`, { count: sitesOf(versions_in_use, status) })
      )}
    </>
  );
}

function Insecure({ module, count }: { module: ModuleFacts; count: number }) {
  const say = useText();
  const { day, list } = useFormat();
  const { org } = usePlace();
  const open = module.advisories.filter(({ sites }) => sites > 0);
  const [only] = open;
  if (only === undefined) return say('module.needRelease', { count });
  if (open.length > 1 || only.fixed_in.length === 0)
    return say('module.needSeveral', { count, advisories: open.length });
  return (
    <T
      id="module.needOne"
      count={count}
      version={<Version version={list(only.fixed_in, 'or')} />}
      advisory={
        <Link to="/o/$org/advisories/$advisoryId" params={{ org, advisoryId: only.id }}>
          {only.id}
        </Link>
      }
      day={only.published_at === null ? '–' : day(only.published_at)}
    />
  );
}
