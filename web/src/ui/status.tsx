import type { ModuleStatus } from '@patchlight/contract/verdicts';
import type { ReactElement, ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import styles from './status.module.css';

/** Most urgent first. */
export const statuses = [
  'security',
  'unsupported',
  'update',
  'unknown',
  'current',
] as const satisfies readonly ModuleStatus[];

const line = {
  fill: 'none',
  stroke: 'var(--on-fill)',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

// Five outlines that differ without colour: octagon, slashed ring, triangle, disc, dashed ring.
const shapes: Record<ModuleStatus, ReactElement> = {
  security: (
    <>
      <path fill="var(--fill)" d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" />
      <path {...line} d="M8 4.4v4.2" />
      <circle cx="8" cy="11.4" r="1.05" fill="var(--on-fill)" />
    </>
  ),
  unsupported: (
    <g fill="none" stroke="var(--fill)" strokeWidth="1.9">
      <circle cx="8" cy="8" r="6.1" />
      <path d="m3.8 3.8 8.4 8.4" />
    </g>
  ),
  update: (
    <path fill="var(--fill)" stroke="var(--fill)" strokeWidth="1.4" strokeLinejoin="round" d="M8 2.4 14.4 13.4H1.6z" />
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.3" fill="none" stroke="var(--fill)" strokeWidth="1.5" strokeDasharray="2.6 2.35" />
      <path
        fill="none"
        stroke="var(--fill)"
        strokeWidth="1.5"
        strokeLinecap="round"
        d="M6.3 6.4a1.75 1.75 0 1 1 2.6 1.5c-.6.3-.9.6-.9 1.2"
      />
      <circle cx="8" cy="11.1" r=".9" fill="var(--fill)" />
    </>
  ),
  current: (
    <>
      <circle cx="8" cy="8" r="6.9" fill="var(--fill)" />
      <path {...line} d="m5 8.3 2.1 2.1 4-4.6" />
    </>
  ),
};

export function StatusShape({ status }: { status: ModuleStatus }) {
  return (
    <svg className={styles.shape} viewBox="0 0 16 16" aria-hidden focusable={false}>
      {shapes[status]}
    </svg>
  );
}

/** The class that gives what is inside the colours of a status, as `--text`, `--tint`, `--fill`, `--on-fill`. */
export const statusColours = (status: ModuleStatus) => styles[status] ?? '';

interface StatusProps {
  readonly status: ModuleStatus;
  readonly pill?: boolean;
  readonly big?: boolean;
  /** A count of zero: the shape and the word without the colour. */
  readonly quiet?: boolean;
  /** Instead of the word, e.g. the word with a count. */
  readonly children?: ReactNode;
}

/** Icon, word and colour, in this order, everywhere. */
export function Status({ status, pill = false, big = false, quiet = false, children }: StatusProps) {
  const say = useText();
  const classes = [styles.status, quiet ? styles.quiet : styles[status], pill && styles.pill, big && styles.big];
  return (
    <span className={classes.filter(Boolean).join(' ')}>
      <StatusShape status={status} />
      {children ?? say(`status.${status}`)}
    </span>
  );
}
