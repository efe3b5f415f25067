import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Version } from '../ui/facts.tsx';
import { Skeleton } from '../ui/states.tsx';
import { nameOf, openModules } from './use-site-modules.ts';

interface VerdictSentenceProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
}

/** Why the site has its status, in one sentence: the worst of it by name, the rest by number. */
export function VerdictSentence({ site, modules }: VerdictSentenceProps) {
  const say = useText();
  const { day } = useFormat();
  if (site.freshness === 'never') return say('site.verdict.never');
  if (modules === undefined) return <Skeleton width={360} />;
  const open = openModules(modules).filter(({ status }) => status === site.status);
  const [worst] = open;
  if (worst !== undefined && site.status === 'security') return <Insecure worst={worst} others={open.length - 1} />;
  if (worst !== undefined && site.status === 'unsupported')
    return (
      <T
        id="site.verdict.unsupported"
        project={<b key="project">{nameOf(worst)}</b>}
        version={<Version key="version" version={worst.version} />}
        others={open.length - 1}
      />
    );
  if (site.status === 'update') return say('site.verdict.update', { count: site.counts.update });
  if (site.status === 'current' && site.freshness === 'silent' && site.reported_at !== null)
    return say('site.verdict.wasCurrent', { day: day(site.reported_at) });
  if (site.status === 'current') return say('site.verdict.current', { count: site.counts.current });
  return say('site.verdict.unknown', { count: site.counts.unknown });
}

function Insecure({ worst, others }: { worst: SiteModule; others: number }) {
  const say = useText();
  const { fix, version, days_exposed: days, advisories } = worst;
  const [first] = advisories;
  const parts: ReactNode[] = [
    <T
      key="what"
      id={fix?.version == null ? `site.verdict.${fix?.action === 'remove' ? 'remove' : 'wait'}` : 'site.verdict.take'}
      project={<b key="project">{nameOf(worst)}</b>}
      from={<Version key="from" version={version} />}
      to={<Version key="to" version={fix?.version ?? null} from={version} />}
    />,
  ];
  if (days !== null) parts.push(say('site.verdict.open', { days }));
  if (first !== undefined) parts.push(say('site.verdict.by', { first: first.id, more: advisories.length - 1 }));
  parts.push(say('site.verdict.others', { count: others }));
  return <>{parts}</>;
}
