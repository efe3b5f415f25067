import type { ReactNode } from 'react';
import { Panel } from '../ui/panel.tsx';
import { DigestTime } from './digest-time.tsx';
import type { ChoicesProps } from './draft.ts';
import { QuietHours } from './quiet-hours.tsx';
import { RiskRange } from './risk-range.tsx';
import styles from './scope-and-hours.module.css';

interface ScopeAndHoursProps extends ChoicesProps {
  readonly title: string;
  /** By whose clock. */
  readonly zone: string;
  readonly sites?: ReactNode;
  readonly readOnly?: boolean;
}

/** About which sites, from which risk, and at which hours. */
export function ScopeAndHours({ title, zone, sites, readOnly = false, ...choices }: ScopeAndHoursProps) {
  return (
    <Panel title={title}>
      <fieldset disabled={readOnly} className={styles.fields}>
        {sites}
        <RiskRange {...choices} />
        <DigestTime {...choices} zone={zone} />
        <QuietHours {...choices} />
      </fieldset>
    </Panel>
  );
}
