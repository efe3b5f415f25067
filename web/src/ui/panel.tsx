import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  readonly title?: ReactNode;
  /** A few words beside the title. */
  readonly note?: ReactNode;
  /** What stands at the end of the head. */
  readonly end?: ReactNode;
  readonly foot?: ReactNode;
  /** With a table: it runs to the edges, on a phone to those of the screen. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A card with a head; never inside another one. */
export function Panel({ title, note, end, foot, flush = false, children }: PanelProps) {
  const id = useId();
  const hasHead = title !== undefined || end !== undefined;
  return (
    <section
      className={`${styles.panel} ${flush ? styles.bleed : ''}`}
      aria-labelledby={title === undefined ? undefined : id}
    >
      {hasHead && (
        <div className={`${styles.head} ${flush ? styles.ruled : ''}`}>
          {title !== undefined && <h2 id={id}>{title}</h2>}
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {end !== undefined && <div className={styles.end}>{end}</div>}
        </div>
      )}
      {flush ? children : <div className={hasHead ? styles.body : styles.full}>{children}</div>}
      {foot !== undefined && foot !== false && <div className={styles.foot}>{foot}</div>}
    </section>
  );
}

/** Names with what they are. */
export function Pairs({ pairs }: { pairs: readonly (readonly [name: ReactNode, value: ReactNode])[] }) {
  return (
    <dl className={styles.pairs}>
      {pairs.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list, in a fixed order
        <div key={index} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
