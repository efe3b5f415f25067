import type { AuditLog } from '@patchlight/contract/audit-logs';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Diff } from '../ui/diff.tsx';
import { Pairs } from '../ui/panel.tsx';
import { Actor } from './audit-columns.tsx';
import styles from './entry.module.css';

/** An entry of the record, opened: what it changed, and everything that was noted with it. */
export function Entry({ entry }: { entry: AuditLog }) {
  const say = useText();
  const { exact } = useFormat();
  const { organization, site, target, request_id, created_at, id } = entry;
  return (
    <div className={styles.entry}>
      <Diff before={entry.before} after={entry.after} />
      <div className="stack-small">
        <Pairs
          pairs={[
            [say('audit.when'), exact(created_at)],
            [say('audit.who'), <Actor key="who" entry={entry} />],
            ...(organization === null ? [] : [[say('audit.organization'), organization.name] as const]),
            ...(site === null ? [] : [[say('audit.site'), site.name] as const]),
            ...(target.id === null
              ? []
              : [[target.type ?? say('audit.target'), <code key="target">{target.id}</code>] as const]),
            ...(request_id === null ? [] : [[say('audit.request'), <code key="request">{request_id}</code>] as const]),
            [say('audit.entry'), <code key="id">{id}</code>],
          ]}
        />
        <div>
          <CopyButton small kind="plain" text={location.href} label={say('audit.copyLink')} />
        </div>
      </div>
    </div>
  );
}
