import type { SiteModule } from '@patchlight/contract/inventory';
import { IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { T, useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Version } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Code } from '../ui/states.tsx';
import { composerLineOf } from './composer-line.ts';
import styles from './site.module.css';
import { nameOf } from './use-site-modules.ts';

interface ComposerPanelProps {
  readonly open: readonly SiteModule[];
  readonly selected: readonly SiteModule[];
}

/** What to type to bring the site up to date: for what is insecure, for what is chosen, or for everything. */
export function ComposerPanel({ open, selected }: ComposerPanelProps) {
  const say = useText();
  const security = open.filter(({ status }) => status === 'security');
  const [wanted, setWanted] = useState<'security' | 'selected' | 'all'>();
  const usual = selected.length > 0 ? 'selected' : security.length > 0 ? 'security' : 'all';
  const which = wanted ?? usual;
  const covered = { security, selected, all: open }[which];
  const line = composerLineOf(covered);
  const command = line === null ? null : `${line}\ndrush deploy`;
  const choices = [
    { value: 'security' as const, label: say('site.composer.security', { count: security.length }) },
    { value: 'selected' as const, label: say('site.composer.selected', { count: selected.length }) },
    { value: 'all' as const, label: say('site.composer.all', { count: open.length }) },
  ];
  return (
    <Panel
      title={say('site.composer')}
      note={say('site.composer.note', { count: covered.length })}
      end={
        <>
          <Segmented label={say('site.composer.covers')} value={which} choices={choices} onChange={setWanted} />
          {command !== null && <CopyButton text={command} kind="main" shortcut="c" />}
        </>
      }
    >
      {command === null ? (
        <p className="muted">{say(covered.length === 0 ? 'site.composer.nothing' : 'site.composer.noLine')}</p>
      ) : (
        <Code text={command} copy={false} show={<Command text={command} />} />
      )}
      <Notes modules={covered} />
    </Panel>
  );
}

/** Requirements never break inside, and their versions stand out. */
function Command({ text }: { text: string }) {
  return text.split(/( |\n)/).map((token, index) => {
    const [, name, version] = /^('[^':]+:[\^~]?)([^']+)'$/.exec(token) ?? [];
    if (name === undefined) return token;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of one command, in its order
      <span key={index} className={styles.token}>
        {name}
        <b>{version}</b>'
      </span>
    );
  });
}

/** What somebody should know before they run it. */
function Notes({ modules }: { modules: readonly SiteModule[] }) {
  const notes = modules.flatMap(notesOf);
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notes.map(({ key, note }) => (
        <li key={key}>
          <Icon of={IconInfoCircle} size={14} />
          <span>{note}</span>
        </li>
      ))}
    </ul>
  );
}

function notesOf(row: SiteModule): readonly { key: string; note: ReactNode }[] {
  const { fix, module, recommended } = row;
  if (fix === null) return [];
  const project = nameOf(row);
  const keyed = (kind: string, note: ReactNode) => ({ key: `${module.id} ${kind}`, note });
  if (fix.action === 'remove') return [keyed('remove', <T id="site.note.remove" project={project} />)];
  if (fix.action === 'wait') return [keyed('wait', <T id="site.note.wait" project={project} />)];
  const notes = [];
  if (fix.same_branch === false)
    notes.push(keyed('major', <T id="site.note.major" project={project} a={linkTo(notesLink(module, fix.version))} />));
  if (fix.fits_core === false)
    notes.push(keyed('core', <T id="site.note.core" project={project} demand={fix.core_compatibility ?? ''} />));
  if (row.status === 'security' && recommended !== null && fix.version !== null && recommended !== fix.version)
    notes.push(
      keyed(
        'recommended',
        <T id="site.note.recommended" project={project} version={<Version key="version" version={recommended} />} />,
      ),
    );
  if (fix.composer === null) notes.push(keyed('byHand', <T id="site.note.byHand" project={project} />));
  return notes;
}

const notesLink = ({ drupal_link: link }: SiteModule['module'], version: string | null) =>
  link === null || version === null ? null : `${link}/releases/${version}`;

const linkTo = (href: string | null) => (parts: ReactNode) =>
  href === null ? (
    parts
  ) : (
    <a key={href} href={href} rel="noreferrer" target="_blank" className="link">
      {parts}
    </a>
  );
