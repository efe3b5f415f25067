import type { ReactElement, ReactNode } from 'react';
import styles from './counters.module.css';

/** Numbers side by side, each with its name and how it changed. */
export function Counters({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.counters} aria-label={label}>
      {children}
    </ul>
  );
}

interface CounterProps {
  readonly name: ReactNode;
  readonly value: ReactNode;
  /** The change, or what the number is of. */
  readonly note?: ReactNode;
  /** Makes the whole of it a link, e.g. to the list of what was counted. */
  readonly within?: (body: ReactNode) => ReactElement;
}

export function Counter({ name, value, note, within }: CounterProps) {
  const body = (
    <>
      <span className={styles.name}>{name}</span>
      <span className={styles.row}>
        <b className={styles.number}>{value}</b>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </span>
    </>
  );
  return <li>{within ? within(body) : <div>{body}</div>}</li>;
}
