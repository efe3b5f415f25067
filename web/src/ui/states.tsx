import type { ModuleStatus } from '@patchlight/contract/verdicts';
import { IconAlertCircle, IconInfoCircle, type Icon as TablerIcon } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { T, type TextId, useText } from '../text/text.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy.tsx';
import { Icon } from './icon.tsx';
import styles from './states.module.css';
import { StatusShape, statusColours } from './status.tsx';

/** A grey bar where something will stand; it appears after 150 ms only. */
export function Skeleton({ width = '60%', height = 12 }: { width?: number | string; height?: number }) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />;
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly icon?: TablerIcon;
}

/** Nothing to show: one sentence, one action. Nothing yet, nothing matches and nothing wrong are three sentences. */
export function Empty({ title, children, actions, icon }: EmptyProps) {
  return (
    <div className={styles.empty}>
      {icon && <Icon of={icon} size={32} />}
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface ErrorPanelProps {
  readonly error: unknown;
  /** What could not be done, e.g. “The sites could not be loaded”. */
  readonly what: string;
  readonly onRetry?: () => void;
}

/** What failed, why, what now, and the number to quote. The rest of the page stays. */
export function ErrorPanel({ error, what, onRetry }: ErrorPanelProps) {
  const say = useText();
  const { why, next, requestId, waitS } = explain(error);
  const left = useCountdown(waitS);
  return (
    <div className={styles.error} role="alert">
      <h2>
        <Icon of={IconAlertCircle} />
        {what}
      </h2>
      <p>{why ?? say('error.unreachable')}</p>
      {next !== undefined && <p>{say(next)}</p>}
      <div className={styles.foot}>
        {onRetry !== undefined && (
          <Button small onClick={onRetry} disabledReason={left > 0 ? say('error.wait', { seconds: left }) : undefined}>
            {left > 0 ? say('error.wait', { seconds: left }) : say('error.retry')}
          </Button>
        )}
        {requestId !== undefined && (
          <span className="row">
            <T id="error.request" number={<code>{requestId}</code>} />
            <CopyButton text={requestId} small />
          </span>
        )}
      </div>
    </div>
  );
}

/** The sentence of an error, for where it belongs to one field or button. */
export function useErrorText(): (error: unknown) => string {
  const say = useText();
  return (error) => explain(error).why ?? say('error.unreachable');
}

interface Explanation {
  readonly why?: string;
  readonly next?: TextId;
  readonly requestId?: string | undefined;
  readonly waitS?: number | undefined;
}

function explain(error: unknown): Explanation {
  if (!(error instanceof ApiError)) return { next: 'error.unreachable.next' };
  const { body, status, retryAfterS } = error;
  const details = body?.details?.map(({ message }) => message).join(' ');
  return {
    why: [body?.message, details].filter(Boolean).join(' ') || error.message,
    requestId: body?.request_id,
    waitS: status === 429 || status === 503 ? (retryAfterS ?? undefined) : undefined,
    ...(status === 403 && { next: 'error.forbidden.next' }),
  };
}

function useCountdown(seconds: number | undefined): number {
  const [left, setLeft] = useState(seconds ?? 0);
  useEffect(() => setLeft(seconds ?? 0), [seconds]);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}

/** Something to know before going on; tinted only where it changes a status. */
export function Callout({ status, end, children }: { status?: ModuleStatus; end?: ReactNode; children: ReactNode }) {
  return (
    <div className={`${styles.callout} ${status ? `${styles.tinted} ${statusColours(status)}` : ''}`}>
      {status ? <StatusShape status={status} /> : <Icon of={IconInfoCircle} />}
      <div>{children}</div>
      {end}
    </div>
  );
}

/** Something to type elsewhere, with a button that copies it. `show` is what is seen where that differs, e.g. with parts in bold. */
export function Code({
  text,
  show,
  copy = true,
  label,
}: {
  text: string;
  show?: ReactNode;
  copy?: boolean;
  label?: string;
}) {
  return (
    <div className={`${styles.code} ${copy ? styles.copies : ''}`}>
      <pre>
        <code>{show ?? text}</code>
      </pre>
      {copy && <CopyButton text={text} small {...(label !== undefined && { label })} />}
    </div>
  );
}
