import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { type AdvisoryFacts, fixesOf, projectsOf } from './advisory-facts.ts';

/** What can be sent to whoever owns a site: what happened, and what is done about it or was. Null where it is no matter of theirs. */
export function useClientNotice(advisory: AdvisoryFacts): string | null {
  const say = useText();
  const { date, list } = useFormat();
  const { id, published_at, sites } = advisory;
  const fixes = fixesOf(advisory);
  if (Object.values(sites).every((count) => count === 0)) return null;
  const isOpen = sites.exposed + sites.possible > 0;
  // What is muted is neither repaired nor about to be.
  if (!isOpen && sites.muted > 0) return null;
  return [
    say('advisory.notice.what', {
      project: projectsOf(advisory),
      id,
      day: published_at === null ? '–' : date(published_at),
    }),
    !isOpen
      ? say('advisory.notice.done')
      : fixes.length === 0
        ? say('advisory.notice.noFix')
        : say('advisory.notice.open', { version: list(fixes, 'or') }),
  ].join(' ');
}
