import { createLink, type LinkComponent } from '@tanstack/react-router';
import {
  type AnchorHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useRef,
} from 'react';
import { useFormat } from '../text/format.ts';
import styles from './choices.module.css';

/** Links between the parts of one record; `children` are `TabLink`s. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={`${styles.tabs} no-print`} aria-label={label}>
      {children}
    </nav>
  );
}

function TabAnchor({
  isCurrent,
  ref,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { isCurrent: boolean; ref?: Ref<HTMLAnchorElement> }) {
  // The router knows whether the page is open, not which of its parts.
  return <a ref={ref} {...rest} aria-current={isCurrent ? 'page' : undefined} />;
}

/** A link to a part of the page that is open. */
export const TabLink: LinkComponent<typeof TabAnchor> = createLink(TabAnchor);

/** The number beside the word of a tab or a view. */
export function TabCount({ value, isComing = false }: { value: number | undefined; isComing?: boolean }) {
  const { number } = useFormat();
  if (value !== undefined) return <span className={styles.count}>{number(value)}</span>;
  // Its room is kept, so that what stands beside does not move.
  return isComing ? <span className={styles.count} style={{ width: '2ch' }} /> : null;
}

interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: ReactNode }[];
  readonly onChange: (value: V) => void;
}

/** Two to four choices of one kind. */
export function Segmented<V extends string>({ label, value, choices, onChange }: SegmentedProps<V>) {
  const name = useId();
  return (
    <div className={styles.segmented} role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

interface CheckProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'children'> {
  /** What stands beside it; without, give `aria-label`. */
  readonly children?: ReactNode;
  /** Some of what it stands for, and not all. */
  readonly mixed?: boolean;
  readonly radio?: boolean;
}

/** A checkbox or radio button, 16 px in a target of 24. */
export function Check({ children, mixed = false, radio = false, ...rest }: CheckProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className={styles.check}>
      <input ref={box} type={radio ? 'radio' : 'checkbox'} className={styles.box} {...rest} />
      {children}
    </label>
  );
}
