import { useText } from '../text/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Code } from '../ui/states.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';

interface ComposerLinesProps {
  readonly advisory: AdvisoryFacts;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** What to type for the exposed sites: each command once, with the sites that need it. */
export function ComposerLines({ advisory, open, onClose }: ComposerLinesProps) {
  const say = useText();
  const { exposed_sites, sites } = advisory;
  const groups = new Map<string, { action: 'update' | 'remove' | 'wait'; names: string[] }>();
  for (const { fix, site } of exposed_sites) {
    const key = fix?.composer ?? fix?.action ?? 'wait';
    const group = groups.get(key) ?? { action: fix?.action ?? 'wait', names: [] };
    groups.set(key, { ...group, names: [...group.names, site.name] });
  }
  return (
    <Dialog open={open} title={say('advisory.composer', { count: sites.exposed })} onClose={onClose} wide>
      {[...groups].map(([key, { action, names }]) => (
        <section key={key} className="stack-small">
          <p className="small muted">{names.join(', ')}</p>
          {key.includes(' ') ? (
            <Code text={key} />
          ) : (
            <p>{say(action === 'update' ? 'advisory.fix.byHand' : `advisory.fix.${action}`)}</p>
          )}
        </section>
      ))}
      {exposed_sites.length < sites.exposed && (
        <p className="small muted">{say('advisory.composer.more', { count: sites.exposed - exposed_sites.length })}</p>
      )}
    </Dialog>
  );
}
