import type { Overview } from '@patchlight/contract/overview';
import { useText } from '../text/text.tsx';
import { Confidence } from './confidence.tsx';
import styles from './verdict.module.css';
import { VerdictSentence } from './verdict-sentence.tsx';
import { VerdictTrend } from './verdict-trend.tsx';

/** How many sites need a security update, whether it gets better, and how sure that is. */
export function Verdict({ overview }: { overview: Overview }) {
  const say = useText();
  return (
    <section className={styles.verdict} aria-label={say('home.verdict')}>
      <VerdictSentence overview={overview} />
      <VerdictTrend overview={overview} />
      <Confidence overview={overview} />
    </section>
  );
}
