import type { AuditLog } from '@patchlight/contract/audit-logs';
import { announce, changeRecorded, type RecordedAction } from '../changes/changes.ts';
import type { Actor, TxCtx } from '../context.ts';
import { newId } from '../ids.ts';

/** Organization 0 in the audit log is the platform itself. */
export const platform = 0;

export interface AuditEntry {
  readonly organizationId: number;
  readonly siteId?: number;
  readonly target: { readonly type: string; readonly id: string };
  readonly before?: object | null;
  readonly after?: object | null;
  /** Of what was refused; where nothing is said it was done. */
  readonly status?: AuditLog['status'];
}

/** Writes the one row that every change leaves, in the change's own transaction, and tells who looks at what it changed. `action` is `noun.pastVerb`. */
export async function audit(tx: TxCtx, action: RecordedAction, entry: AuditEntry): Promise<void> {
  await tx.db
    .insertInto('audit_logs')
    .values({
      uuid: newId(),
      organization_id: entry.organizationId,
      site_id: entry.siteId ?? null,
      ...auditActor(tx.actor),
      action,
      target_type: entry.target.type,
      target_id: entry.target.id,
      data: JSON.stringify({ before: entry.before ?? null, after: entry.after ?? null }),
      status: entry.status ?? 'success',
      request_id: tx.requestId,
      created_at: tx.now(),
    })
    .execute();
  const change = changeRecorded(action, entry);
  if (change !== undefined) await announce(tx.db, [change]);
}

/** The actor as the audit log keeps it: by id and by the name of that moment. */
export function auditActor(actor: Actor): { actor_type: string; actor_id: string | null; actor_name: string | null } {
  if (actor.type === 'anonymous') return { actor_type: 'anonymous', actor_id: null, actor_name: null };
  if (actor.type === 'system') return { actor_type: 'system', actor_id: null, actor_name: actor.name };
  return { actor_type: actor.type, actor_id: actor.uuid, actor_name: actor.name };
}
