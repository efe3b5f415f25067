import type { Overview } from '@patchlight/contract/overview';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMay, usePlace } from '../api/organization.ts';
import { T, useText } from '../text/text.tsx';
import { Button, useRoleReason } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { AdvisoryWindow } from './advisory-window.tsx';
import styles from './home.module.css';

/** Before the first site: the way to the first verdict. */
export function Onboarding({ window }: { window: Overview['advisory_window'] }) {
  const say = useText();
  const { org } = usePlace();
  const navigate = useNavigate();
  const mayWrite = useMay('sites:write');
  const reason = useRoleReason();
  return (
    <div className={`${styles.grid} ${styles.begin}`}>
      <Panel>
        <div className={styles.start}>
          <h1 tabIndex={-1}>{say('home.start')}</h1>
          <p className="muted">{say(mayWrite.may ? 'home.start.why' : 'home.start.viewer')}</p>
          <ol aria-label={say('home.start.steps')}>
            {(['home.start.step1', 'home.start.step2', 'home.start.step3'] as const).map((id) => (
              <li key={id}>
                <span>
                  <T id={id} />
                </span>
              </li>
            ))}
          </ol>
          <Button
            kind="main"
            icon={IconPlus}
            disabledReason={reason(mayWrite)}
            onClick={() => void navigate({ to: '/o/$org/sites/new', params: { org } })}
          >
            {say('home.start.add')}
          </Button>
        </div>
      </Panel>
      <AdvisoryWindow overview={{ advisory_window: window }} />
    </div>
  );
}
