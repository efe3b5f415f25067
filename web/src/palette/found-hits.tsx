import type { Advisory } from '@patchlight/contract/advisories';
import type { Module } from '@patchlight/contract/modules';
import type { Site } from '@patchlight/contract/sites';
import { IconBox, IconBrowser, IconShield } from '@tabler/icons-react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { AdvisoryState } from '../ui/advisory-state.tsx';
import { levelOf } from '../ui/facts.tsx';
import { Status } from '../ui/status.tsx';
import { sitesOf, worstStatus } from '../ui/versions-in-use.tsx';
import type { Hit, HitGroup } from './hits.ts';
import { ranked } from './ranked.ts';
import { readVersionQuery } from './version-query.ts';

const most = 5;

/** What the server finds by the text: modules, advisories, sites. Of `webform < 6.2.3` the page of the module, narrowed. */
export function useFoundHits(text: string): { readonly groups: readonly HitGroup[]; readonly isFetching: boolean } {
  const say = useText();
  const { organizationId } = usePlace();
  const wanted = readVersionQuery(text);
  const q = (wanted?.module ?? text).trim();
  const inPlace = organizationId === undefined ? {} : { organization_id: organizationId };
  const options = { enabled: q !== '', keepPrevious: q !== '' };
  const hasOthers = { ...options, enabled: options.enabled && wanted === null };
  const modules = useApi(
    'GET /api/v1/modules',
    { query: { q, sort: 'status', include: 'custom', per_page: 25, ...inPlace } },
    options,
  );
  const advisories = useApi(
    'GET /api/v1/advisories',
    { query: { q, sort: '-published_at', per_page: most, ...inPlace } },
    hasOthers,
  );
  const sites = useApi('GET /api/v1/sites', { query: { q, sort: '-risk', per_page: 25, ...inPlace } }, hasOthers);
  const moduleHit = useModuleHit();
  const advisoryHit = useAdvisoryHit();
  const siteHit = useSiteHit();
  if (q === '') return { groups: [], isFetching: false };
  const foundModules = ranked(modules.data?.data ?? [], ({ name, title }) => [name, title ?? name], q).slice(0, most);
  const groups: HitGroup[] = [
    { name: say('nav.modules'), hits: foundModules.map((module) => moduleHit(module, wanted)) },
  ];
  if (wanted === null)
    groups.push(
      { name: say('nav.advisories'), hits: (advisories.data?.data ?? []).map(advisoryHit) },
      {
        name: say('nav.sites'),
        hits: ranked(sites.data?.data ?? [], ({ name }) => [name], q)
          .slice(0, most)
          .map(siteHit),
      },
    );
  const asked = wanted === null ? [modules, advisories, sites] : [modules];
  return { groups, isFetching: asked.some(({ isFetching }) => isFetching) };
}

function useModuleHit() {
  const say = useText();
  const { org } = usePlace();
  return (module: Module, wanted: ReturnType<typeof readVersionQuery>): Hit => {
    const { id, name, title, custom, sites, versions_in_use } = module;
    const status = worstStatus(versions_in_use);
    const shown = title ?? name;
    return {
      key: `module ${id}`,
      icon: IconBox,
      name: wanted === null ? shown : say(`palette.${wanted.filter}`, { name: shown, version: wanted.version }),
      note: say('palette.module', { sites, versions: versions_in_use.length }),
      link: {
        to: '/o/$org/modules/$moduleId',
        params: { org, moduleId: custom ? id : name },
        ...(wanted !== null && { search: { [wanted.filter]: wanted.version } }),
      },
      ...(status !== null && {
        end: (
          <Status status={status}>
            {status === 'current'
              ? say('status.current')
              : say('palette.onSites', { count: sitesOf(versions_in_use, status) })}
          </Status>
        ),
      }),
    };
  };
}

function useAdvisoryHit() {
  const say = useText();
  const { day } = useFormat();
  const { org } = usePlace();
  return ({ id, title, projects, published_at, risk, sites }: Advisory): Hit => ({
    key: `advisory ${id}`,
    icon: IconShield,
    name: projects.map(({ module }) => module.title ?? module.name).join(', ') || title,
    note: [
      id,
      ...(published_at === null ? [] : [day(published_at)]),
      ...(risk === null ? [] : [`${risk}/25 ${say(`risk.${levelOf(risk)}`)}`]),
    ].join(', '),
    link: { to: '/o/$org/advisories/$advisoryId', params: { org, advisoryId: id } },
    end: <AdvisoryState sites={sites} />,
  });
}

function useSiteHit() {
  const { org } = usePlace();
  return ({ id, name, url, status }: Site): Hit => ({
    key: `site ${id}`,
    icon: IconBrowser,
    name,
    note: url.replace(/^https?:\/\//, ''),
    link: { to: '/o/$org/sites/$siteId', params: { org, siteId: id } },
    end: <Status status={status} />,
  });
}
