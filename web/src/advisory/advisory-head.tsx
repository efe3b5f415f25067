import { IconExternalLink, IconTerminal } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { usePlace } from '../api/organization.ts';
import { RecordSteps } from '../list/record-steps.tsx';
import { MuteButton } from '../mutes/mute-button.tsx';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { AdvisoryState } from '../ui/advisory-state.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Version, VersionRange } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { type AdvisoryFacts, fixesOf, projectsOf } from './advisory-facts.ts';
import styles from './advisory-page.module.css';
import { useClientNotice } from './client-notice.ts';
import { ComposerLines } from './composer-lines.tsx';

export function AdvisoryHead({ advisory, crumbs }: { advisory: AdvisoryFacts; crumbs: readonly ReactNode[] }) {
  const say = useText();
  const notice = useClientNotice(advisory);
  const { org } = usePlace();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const { id, sites, withdrawn_at } = advisory;
  const open = (advisoryId: string) =>
    void navigate({ to: '/o/$org/advisories/$advisoryId', params: { org, advisoryId }, search: {} });
  return (
    <>
      <PageHead
        title={`${projectsOf(advisory)}, ${advisory.id}`}
        crumbs={crumbs}
        steps={<RecordSteps kind="advisories" id={id} onOpen={open} />}
        beside={withdrawn_at === null && <AdvisoryState sites={sites} pill />}
        lead={<Sentence advisory={advisory} />}
        facts={<Facts advisory={advisory} />}
        actions={
          <>
            {notice !== null && <CopyButton text={notice} label={say('advisory.copyNotice')} />}
            {sites.exposed + sites.possible > 0 && (
              <MuteButton projects={advisory.projects.map(({ module }) => module)} advisory={advisory.id} />
            )}
            {sites.exposed > 0 && (
              <Button kind="main" icon={IconTerminal} shortcut="c" onClick={() => setOpen(true)}>
                {say('advisory.composer', { count: sites.exposed })}
              </Button>
            )}
          </>
        }
      />
      <ComposerLines advisory={advisory} open={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

/** What it means for the own sites, and what to take against it. */
function Sentence({ advisory }: { advisory: AdvisoryFacts }) {
  const say = useText();
  const { date, dateTime, list } = useFormat();
  const { sites, withdrawn_at, published_at, fixed_sites } = advisory;
  const fixes = fixesOf(advisory);
  if (withdrawn_at !== null) return say('advisory.isWithdrawn', { day: date(withdrawn_at) });
  const { exposed, possible, muted, fixed } = sites;
  const all = exposed + possible + muted + fixed;
  if (all === 0) return say('advisory.isUntouched');
  const [last] = fixed_sites;
  if (exposed + possible + muted === 0)
    return say('advisory.isFixed', { fixed, day: last?.fixed_at == null ? '–' : date(last.fixed_at) });
  return (
    <>
      {exposed > 0 && say('advisory.isExposed', { exposed, all })}{' '}
      {possible > 0 && say('advisory.isPossible', { possible })} {muted > 0 && say('advisory.isMuted', { muted, all })}{' '}
      {fixes.length === 0 ? (
        say('advisory.noFix')
      ) : (
        <T
          id="advisory.update"
          version={<Version version={list(fixes, 'or')} />}
          at={published_at === null ? '–' : dateTime(published_at)}
        />
      )}
    </>
  );
}

function Facts({ advisory }: { advisory: AdvisoryFacts }) {
  const say = useText();
  const { date } = useFormat();
  const { link, aliases, projects, modified_at, published_at } = advisory;
  return (
    <>
      {link !== null && (
        <a href={link} rel="noreferrer">
          <Icon of={IconExternalLink} />
          {link.replace(/^https?:\/\/(www\.)?/, '')}
        </a>
      )}
      {aliases
        .filter((alias) => alias.startsWith('CVE-'))
        .map((cve) => (
          <span key={cve} className="mono small">
            {cve}
          </span>
        ))}
      {projects.map(({ module, affected_versions }) => (
        <span key={module.id}>
          {projects.length > 1
            ? say('advisory.affectsOf', { project: module.title ?? module.name })
            : say('advisory.affects')}{' '}
          <span className={styles.range}>
            <VersionRange range={affected_versions} />
          </span>
        </span>
      ))}
      {modified_at !== null && modified_at !== published_at && (
        <span>{say('advisory.changed', { day: date(modified_at) })}</span>
      )}
    </>
  );
}
