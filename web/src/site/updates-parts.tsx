import type { SiteModule } from '@patchlight/contract/inventory';
import type { Site } from '@patchlight/contract/sites';
import { IconBellOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/states.tsx';
import { Status } from '../ui/status.tsx';
import { isMuted, openStatuses } from './use-site-modules.ts';

/** What rows have in common: their status, or that they are muted. */
export function GroupHead({ group, count }: { group: string; count: number }) {
  const say = useText();
  const { number } = useFormat();
  const status = openStatuses.find((each) => each === group);
  if (status === undefined)
    return (
      <span className="row">
        <Icon of={IconBellOff} />
        {say('mutes.toggle', { count })}
        <span>{say('mutes.group')}</span>
      </span>
    );
  return (
    <>
      <Status status={status}>
        {say(`status.${status}`)} {number(count)}
      </Status>
      <span>{say(`site.group.${status}`)}</span>
    </>
  );
}

interface SumsProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[] | undefined;
  readonly open: readonly SiteModule[] | undefined;
}

/** What is left out of the table, so that its numbers add up; and of when the data are. */
export function Sums({ site, modules, open }: SumsProps) {
  const say = useText();
  const { dateTime } = useFormat();
  if (modules === undefined || open === undefined) return say('list.loading');
  const asOf = modules
    .flatMap(({ as_of }) => as_of ?? [])
    .sort()
    .at(-1);
  const { current, unknown, custom } = site.counts;
  return (
    <>
      <span>
        {say('site.sums', {
          open: open.length,
          all: modules.length,
          current,
          unknown,
          custom,
          muted: modules.filter(isMuted).length,
        })}
      </span>
      {asOf !== undefined && <span className="push">{say('site.dataFrom', { at: dateTime(asOf) })}</span>}
    </>
  );
}

interface NothingToDoProps {
  readonly site: Site;
  readonly modules: readonly SiteModule[];
  readonly action: ReactNode;
}

export function NothingToDo({ site, modules, action }: NothingToDoProps) {
  const say = useText();
  const { dateTime } = useFormat();
  return (
    <Panel>
      <Empty title={say(site.status === 'current' ? 'site.allCurrent' : 'site.nothingKnown')} actions={action}>
        {say(site.counts.unknown > 0 ? 'site.allCurrent.butUnknown' : 'site.allCurrent.why', {
          count: modules.length,
          unknown: site.counts.unknown,
          at: site.reported_at === null ? '' : dateTime(site.reported_at),
        })}
      </Empty>
    </Panel>
  );
}
