import { useText } from '../text/text.tsx';
import styles from './channels.module.css';

/** What the other side said, as it said it, or why nothing came. */
export function Answer({ text }: { text: string | null }) {
  const say = useText();
  return text === null || text === '' ? (
    <p className="muted">{say('channels.test.noAnswer')}</p>
  ) : (
    <pre className={styles.answer}>{text}</pre>
  );
}
