import type { AuditLog } from '@patchlight/contract/audit-logs';
import { announce, changeRecorded, joined, type RecordedAction } from '../changes/changes.ts';
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
export function audit(tx: TxCtx, action: RecordedAction, entry: AuditEntry): Promise<void> {
  return auditEach(tx, action, [entry]);
}

// A statement carries at most 65,535 parameters.
const rowsPerStatement = 1000;

/** The same for a change of many things of one kind: a row for each, and those who look are told once. */
export async function auditEach(tx: TxCtx, action: RecordedAction, entries: readonly AuditEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += rowsPerStatement)
    await tx.db
      .insertInto('audit_logs')
      .values(entries.slice(from, from + rowsPerStatement).map((entry) => rowOf(tx, action, entry)))
      .execute();
  await announce(tx.db, joined(entries.flatMap((entry) => changeRecorded(action, entry) ?? [])));
}

function rowOf(tx: TxCtx, action: RecordedAction, entry: AuditEntry) {
  return {
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
  };
}

/** The actor as the audit log keeps it: by id and by the name of that moment. */
export function auditActor(actor: Actor): { actor_type: string; actor_id: string | null; actor_name: string | null } {
  if (actor.type === 'anonymous') return { actor_type: 'anonymous', actor_id: null, actor_name: null };
  if (actor.type === 'system') return { actor_type: 'system', actor_id: null, actor_name: actor.name };
  return { actor_type: actor.type, actor_id: actor.uuid, actor_name: actor.name };
}
