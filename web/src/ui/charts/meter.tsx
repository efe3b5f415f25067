import styles from './meter.module.css';

export const meterParts = ['exposed', 'possible', 'muted', 'fixed'] as const;
export type MeterPart = (typeof meterParts)[number];

/** How far sites are from exposed to fixed, as parts of one bar. What it says stands in words beside it. */
export function Meter({ parts, tall = false }: { parts: Partial<Record<MeterPart, number>>; tall?: boolean }) {
  const shown = meterParts.filter((part) => (parts[part] ?? 0) > 0);
  return (
    <div className={`${styles.meter} ${tall ? styles.tall : ''}`} aria-hidden>
      {shown.map((part) => (
        <span key={part} className={styles[part]} style={{ flexGrow: parts[part] }} />
      ))}
      {shown.length === 0 && <span className={styles.none} />}
    </div>
  );
}

export function Swatch({ part }: { part: MeterPart }) {
  return <span className={`${styles.swatch} ${styles[part]}`} aria-hidden />;
}
