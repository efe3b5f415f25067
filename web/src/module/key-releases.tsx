import type { ModuleVersion } from '@patchlight/contract/modules';
import type { ReactNode } from 'react';
import { usePlace } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { None, Version } from '../ui/facts.tsx';
import { Pairs, Panel } from '../ui/panel.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import type { VersionsInUse } from '../ui/versions-in-use.tsx';
import type { ModuleFacts } from './module-facts.ts';

const yearMs = 365 * 86_400_000;

/** Of all releases those that decide what to do: what is recommended, what closed the last hole, what is oldest in use. */
export function KeyReleases({ module }: { module: ModuleFacts }) {
  const say = useText();
  const { organizationId } = usePlace();
  const { data, error, refetch } = useApi('GET /api/v1/modules/{module_id}/versions', {
    params: { module_id: module.id },
    query: { per_page: 100, ...(organizationId !== undefined && { organization_id: organizationId }) },
  });
  if (error !== null)
    return <ErrorPanel what={say('module.releases.failed')} error={error} onRetry={() => void refetch()} />;
  const releases = data?.data.filter(({ released }) => released);
  const oldest = module.versions_in_use.at(-1);
  const recent = module.advisories.filter(({ published_at }) => isRecent(published_at)).length;
  const show = (value: (all: readonly ModuleVersion[]) => ReactNode) =>
    releases === undefined ? <Skeleton /> : value(releases);
  const pairs: [string, ReactNode][] = [
    [say('module.recommended'), show((all) => recommended(all))],
    [say('module.securityFix'), show((all) => dated(all.find(({ security }) => security)))],
    [say('module.latest'), show((all) => dated(all[0]))],
    [say('modules.oldest'), oldest && <OnSites {...oldest} />],
    [say('module.needsCore'), show((all) => version(all[0]?.core_compatibility))],
    [say('module.advisoriesOfYear'), recent],
  ];
  return (
    <Panel title={say('module.keyReleases')}>
      <Pairs pairs={pairs} />
    </Panel>
  );
}

const version = (text: string | null | undefined) => <Version version={text ?? null} />;
const dated = (release: ModuleVersion | undefined) => (release === undefined ? <None /> : <Dated {...release} />);

function Dated({ version: text, release_date }: ModuleVersion) {
  const say = useText();
  const { date } = useFormat();
  return (
    <>
      <Version version={text} /> {release_date !== null && say('module.onDay', { day: date(release_date) })}
    </>
  );
}

function OnSites({ version: text, sites }: VersionsInUse[number]) {
  const say = useText();
  return (
    <>
      <Version version={text} /> {say('module.onSites', { count: sites })}
    </>
  );
}

/** The newest that is current of each branch that is supported: sites of another core stay on another one. */
function recommended(releases: readonly ModuleVersion[]): ReactNode {
  const current = releases.filter(({ status }) => status === 'current').slice(0, 3);
  if (current.length === 0) return <None />;
  return current.map(({ version: text }) => (
    <div key={text}>
      <Version version={text} />
    </div>
  ));
}

const isRecent = (at: string | null) => at !== null && Date.now() - new Date(at).getTime() < yearMs;
