import type { AdvisoryRevision } from '@patchlight/contract/advisories';
import { useText } from '../text/text.tsx';
import { Day, useRangeText } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import type { AdvisoryFacts } from './advisory-facts.ts';
import styles from './advisory-page.module.css';

/** What was changed after the publication, the last change first: a score that rose, a range that grew. */
export function Revisions({ advisory }: { advisory: AdvisoryFacts }) {
  const say = useText();
  return (
    <Panel title={say('advisory.revisions')}>
      <ol className={styles.revisions}>
        {advisory.revisions.map((revision) => (
          <li key={revision.changed_at}>
            <Day at={revision.changed_at} />
            <Changes {...revision} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Changes({ before, after }: AdvisoryRevision) {
  const say = useText();
  const rangeText = useRangeText();
  const rangesOf = ({ projects }: AdvisoryRevision['after']) =>
    projects.map(({ project, affected_versions }) => `${project} ${rangeText(affected_versions)}`).join('; ');
  const changes = [
    before.withdrawn !== after.withdrawn &&
      say(after.withdrawn ? 'advisory.revision.withdrawn' : 'advisory.revision.restored'),
    before.risk !== after.risk &&
      say('advisory.revision.risk', { before: before.risk ?? '–', after: after.risk ?? '–' }),
    before.risk === after.risk &&
      before.risk_vector !== after.risk_vector &&
      say('advisory.revision.vector', { before: before.risk_vector ?? '–', after: after.risk_vector ?? '–' }),
    before.title !== after.title && say('advisory.revision.title', { before: before.title, after: after.title }),
    rangesOf(before) !== rangesOf(after) &&
      say('advisory.revision.ranges', { before: rangesOf(before), after: rangesOf(after) }),
  ].filter((each) => each !== false);
  return changes.map((change) => <div key={change}>{change}</div>);
}
