import { IconDots, type Icon as TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import styles from './bulk-bar.module.css';
import { Button } from './button.tsx';
import { Menu } from './menu.tsx';

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

export interface BulkAction {
  readonly label: string;
  readonly icon: TablerIcon;
  readonly shortcut?: string;
  readonly disabledReason?: string | undefined;
  readonly onSelect: () => void;
}

/** The actions of a bar: a button each, and a menu where there is no room for them. */
export function BulkButtons({ actions }: { actions: readonly BulkAction[] }) {
  const say = useText();
  return (
    <>
      {actions.map(({ label, onSelect, ...rest }) => (
        <span key={label} className="only-wide">
          <Button kind="plain" onClick={onSelect} {...rest}>
            {label}
          </Button>
        </span>
      ))}
      <span className="only-narrow">
        <Menu
          label={say('bulk.label')}
          groups={[actions]}
          target={
            <Button kind="plain" icon={IconDots}>
              {say('bulk.actions')}
            </Button>
          }
        />
      </span>
    </>
  );
}
