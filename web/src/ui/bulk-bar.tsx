import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import styles from './bulk-bar.module.css';
import { Button } from './button.tsx';

interface BulkBarProps {
  readonly count: number;
  /** All that the filters let through, where that is more than the page. */
  readonly matching?: number | undefined;
  readonly onSelectMatching?: () => void;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

/** What can be done with the rows that were chosen; nothing while none is. */
export function BulkBar({ count, matching, onSelectMatching, onClear, children }: BulkBarProps) {
  const say = useText();
  const { number } = useFormat();
  if (count === 0) return null;
  return (
    <div className={`${styles.bar} no-print`} role="toolbar" aria-label={say('bulk.label')}>
      <b className="tabular" aria-live="polite">
        {say('bulk.count', { count })}
      </b>
      {matching !== undefined && matching > count && onSelectMatching && (
        <button type="button" className="link" onClick={onSelectMatching}>
          {say('bulk.matching', { count: number(matching) })}
        </button>
      )}
      <span className={styles.rule} />
      {children}
      <span className={styles.rule} />
      <Button kind="plain" small onClick={onClear} shortcut="Escape">
        {say('bulk.clear')}
      </Button>
    </div>
  );
}
