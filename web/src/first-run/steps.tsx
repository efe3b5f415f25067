import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './steps.module.css';

const steps = ['organization', 'site', 'connect', 'report', 'result'] as const;
export type Step = (typeof steps)[number];

interface StepsProps {
  readonly now: Step;
  /** A few words on what was done in a step. */
  readonly about?: Partial<Record<Step, ReactNode>>;
  readonly children: ReactNode;
}

/** The way from an account to the first verdict: where one stands, beside what is to be done there. */
export function Steps({ now, about = {}, children }: StepsProps) {
  const say = useText();
  const at = steps.indexOf(now);
  return (
    <div className={styles.layout}>
      <ol className={styles.steps} aria-label={say('firstRun.steps')}>
        {steps.map((step, index) => {
          const state = index < at ? 'done' : index === at ? 'now' : 'later';
          return (
            <li
              key={step}
              className={`${styles.step} ${styles[state]}`}
              {...(state === 'now' && { 'aria-current': 'step' })}
            >
              <span className={styles.mark}>{state === 'done' ? <Icon of={IconCheck} size={12} /> : index + 1}</span>
              <span className={styles.name}>
                {say(`firstRun.step.${step}`)}
                {state === 'done' && <span className="hidden-visually"> {say('firstRun.done')}</span>}
              </span>
              {about[step] !== undefined && <span className={styles.about}>{about[step]}</span>}
            </li>
          );
        })}
      </ol>
      <div className={styles.content}>{children}</div>
    </div>
  );
}
