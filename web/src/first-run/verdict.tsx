import type { Site } from '@patchlight/contract/sites';
import { useText } from '../text/text.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Status } from '../ui/status.tsx';

/** The verdict on a site in one sentence, and what to do next. */
export function Verdict({ site, org }: { site: Site; org: string }) {
  const say = useText();
  const { counts, status } = site;
  return (
    <Panel>
      <div className="stack-small" aria-live="polite">
        <div>
          <Status status={status} pill />
        </div>
        <h2>
          {say(`firstRun.verdict.${status}`, {
            security: counts.security,
            unsupported: counts.unsupported,
            update: counts.update,
            unknown: counts.unknown,
          })}
        </h2>
        <p className="muted">{say('firstRun.verdict.of', { modules: counts.modules, custom: counts.custom })}</p>
        {counts.unknown > 0 && (
          <p className="muted">{say('firstRun.verdict.stillUnknown', { unknown: counts.unknown })}</p>
        )}
        <div className="row">
          <ButtonLink kind="main" to="/o/$org/sites/$siteId" params={{ org, siteId: site.id }}>
            {say(status === 'current' || status === 'unknown' ? 'firstRun.verdict.toSite' : 'firstRun.verdict.toFixes')}
          </ButtonLink>
          <ButtonLink to="/o/$org/sites/new" params={{ org }}>
            {say('firstRun.verdict.next')}
          </ButtonLink>
        </div>
      </div>
    </Panel>
  );
}
