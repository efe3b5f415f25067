import type { DigestPreview } from '@patchlight/contract/messages';
import { useMemo, useState } from 'react';
import { useUser } from '../api/organization.ts';
import { useApi } from '../api/queries.ts';
import { useText } from '../text/text.tsx';
import { Segmented } from '../ui/choices.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Callout, ErrorPanel, Skeleton } from '../ui/states.tsx';
import styles from './digest-dialog.module.css';
import { framed } from './framed.ts';

interface DigestDialogProps {
  readonly first: 'daily' | 'weekly';
  /** There are choices that are not saved, which the digest does not follow. */
  readonly isChanged: boolean;
  readonly onClose: () => void;
}

/** The next digest as it would read now, as a mail program would show either of its parts. */
export function DigestDialog({ first, isChanged, onClose }: DigestDialogProps) {
  const say = useText();
  const { id } = useUser();
  const [kind, setKind] = useState(first);
  const [part, setPart] = useState<'html' | 'text'>('html');
  const found = useApi(
    'POST /api/v1/users/{user_id}/digest-preview',
    { params: { user_id: id }, body: { kind } },
    { keepPrevious: true },
  );
  return (
    <Dialog open wide title={say('notifications.digest.title')} onClose={onClose}>
      <div className={styles.choices}>
        <Segmented
          label={say('notifications.digest.kind')}
          value={kind}
          onChange={setKind}
          choices={(['daily', 'weekly'] as const).map((value) => ({
            value,
            label: say(`notifications.pace.${value}`),
          }))}
        />
        <Segmented
          label={say('notifications.digest.part')}
          value={part}
          onChange={setPart}
          choices={(['html', 'text'] as const).map((value) => ({
            value,
            label: say(`notifications.digest.part.${value}`),
          }))}
        />
      </div>
      {isChanged && <p className="muted small">{say('notifications.digest.unsaved')}</p>}
      {found.error ? (
        <ErrorPanel
          what={say('notifications.digest.failed')}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      ) : found.data === undefined ? (
        <div className={styles.waiting}>
          <Skeleton width="70%" />
        </div>
      ) : (
        <Mail mail={found.data.data} part={part} isOld={found.isPlaceholderData} />
      )}
    </Dialog>
  );
}

function Mail({ mail, part, isOld }: { mail: DigestPreview; part: 'html' | 'text'; isOld: boolean }) {
  const say = useText();
  const page = useMemo(() => framed(mail.html), [mail.html]);
  return (
    <>
      {mail.unchanged && <Callout>{say('notifications.digest.unchanged')}</Callout>}
      <p className={styles.subject}>
        <span className="muted">{say('notifications.digest.subject')}</span> {mail.subject}
      </p>
      <div className={`${styles.mail} ${isOld ? styles.old : ''}`}>
        {part === 'html' ? (
          // Nothing runs in it, it has no origin, and a link in it opens beside this page.
          <iframe
            title={mail.subject}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={page}
            className={styles.frame}
          />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be in reach of the keyboard
          <pre tabIndex={0} className={styles.text}>
            {mail.text}
          </pre>
        )}
      </div>
    </>
  );
}
