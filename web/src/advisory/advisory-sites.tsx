import { useNavigate } from '@tanstack/react-router';
import { everyOrganization, usePlace } from '../api/organization.ts';
import { ExportButton } from '../list/export-button.tsx';
import { ListFoot } from '../list/list-foot.tsx';
import { useListSearch } from '../list/search.ts';
import { useTrail } from '../list/trail.ts';
import { useList } from '../list/use-list.ts';
import { RegisterLink } from '../mutes/register-link.tsx';
import { useMuteOwners } from '../mutes/use-owners.ts';
import { useText } from '../text/text.tsx';
import { type MeterPart, meterParts } from '../ui/charts/meter.tsx';
import { TabCount, TabLink, Tabs } from '../ui/choices.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, ErrorPanel } from '../ui/states.tsx';
import { DataTable } from '../ui/table/data-table.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';
import { useAdvisorySiteColumns } from './advisory-site-columns.tsx';

/** The sites it concerns or concerned, by what became of them. */
export function AdvisorySites({ advisory }: { advisory: AdvisoryFacts }) {
  const say = useText();
  const { org, organizationId } = usePlace();
  const navigate = useNavigate();
  const [search, setSearch] = useListSearch();
  const counts: Partial<Record<MeterPart, number>> = advisory.sites;
  const isUsual = (part: MeterPart) => part === 'exposed' || part === 'fixed' || part === search.tab;
  const shown = meterParts.filter((part) => isUsual(part) || (counts[part] ?? 0) > 0);
  const state = shown.find((part) => part === search.tab) ?? shown.find((part) => (counts[part] ?? 0) > 0) ?? 'exposed';
  const sort = search.sort ?? (state === 'fixed' ? '-time' : 'time');
  const [only, ...others] = advisory.projects;
  const ownerOf = useMuteOwners(
    {
      ...(only && others.length === 0 && { project: only.module.id }),
      ...(organizationId !== undefined && { organization_id: organizationId }),
    },
    state === 'muted',
  );
  const columns = useAdvisorySiteColumns({
    org,
    state,
    hasOrganizations: org === everyOrganization,
    hasModules: advisory.projects.length > 1,
    ownerOf,
  });
  const input = {
    params: { advisory_id: advisory.id },
    query: { state, sort, ...(organizationId !== undefined && { organization_id: organizationId }) } as never,
  };
  const list = useList('GET /api/v1/advisories/{advisory_id}/sites', input, search, { skeletons: 5 });
  useTrail('sites', list, ({ site }) => site.id);
  return (
    <>
      <Tabs label={say('advisory.sites')}>
        {shown.map((each) => (
          <TabLink key={each} to="." search={{ tab: each } as never} isCurrent={each === state}>
            {say(`advisory.tab.${each}`)}
            <TabCount value={counts[each] ?? 0} />
          </TabLink>
        ))}
      </Tabs>
      {list.error != null ? (
        <ErrorPanel what={say('advisory.sites.failed')} error={list.error} onRetry={list.refetch} />
      ) : (
        <Panel
          flush
          title={say(`advisory.sites.${state}`)}
          end={
            <>
              {state === 'muted' && <RegisterLink project={only?.module.name} />}
              <ExportButton address="GET /api/v1/advisories/{advisory_id}/sites" input={input} />
            </>
          }
          foot={<ListFoot list={list} search={search} onChange={setSearch} />}
        >
          {list.total === 0 ? (
            <Empty title={say(`advisory.sites.no.${state}`)} />
          ) : (
            <DataTable
              caption={say(`advisory.sites.${state}`)}
              list="advisory-sites"
              columns={columns}
              rows={list.rows}
              rowKey={({ site, module }) => `${site.id} ${module}`}
              sort={sort}
              onSort={(next) => setSearch({ sort: next })}
              sortsByTwo
              virtual={list.isVirtual}
              onVisible={list.onVisible}
              onOpen={({ site }) => void navigate({ to: '/o/$org/sites/$siteId', params: { org, siteId: site.id } })}
            />
          )}
        </Panel>
      )}
    </>
  );
}
