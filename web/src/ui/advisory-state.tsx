import { IconBellOff } from '@tabler/icons-react';
import { useText } from '../text/text.tsx';
import { Icon } from './icon.tsx';
import { Status } from './status.tsx';

interface Counts {
  readonly exposed: number;
  readonly possible: number;
  readonly muted?: number;
  readonly fixed: number;
}

/** Where an advisory stands on the own sites, in one word. Never blue where nothing is known to have been fixed. */
export function AdvisoryState({ sites, pill = false }: { sites: Counts; pill?: boolean }) {
  const say = useText();
  const { exposed, possible, muted = 0, fixed } = sites;
  if (exposed > 0)
    return (
      <Status status="security" pill={pill}>
        {say(fixed > 0 ? 'advisory.partlyFixed' : 'advisory.open')}
      </Status>
    );
  if (possible > 0)
    return (
      <Status status="unknown" pill={pill}>
        {say('advisory.possible')}
      </Status>
    );
  if (muted > 0)
    return (
      <span className="row muted">
        <Icon of={IconBellOff} />
        {say('advisory.muted')}
      </span>
    );
  if (fixed > 0)
    return (
      <Status status="current" pill={pill}>
        {say('advisory.fixed')}
      </Status>
    );
  return <span className="muted">{say('advisory.untouched')}</span>;
}
