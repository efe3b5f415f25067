import { sql } from 'kysely';
import { bytesArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Database, Db, Statement } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import { isUuid, newId } from '../ids.ts';
import { createCoalescer } from './coalesce.ts';
import type { ReportArrival } from './report.ts';

/** A site report as it came over the wire: not read yet. */
export interface RawReport extends Omit<ReportArrival, 'report'> {
  readonly reportId: string;
  readonly body: Buffer;
}

/** Where reports wait that came faster than they could be applied. */
export interface Inbox {
  /** Resolves once the report is committed. */
  add(report: RawReport): Promise<void>;
  /** Calls it with the keys of reports whenever some were committed. */
  onAdded(listener: (ids: readonly number[]) => void): void;
  idle(): Promise<void>;
}

const batchMax = 200;
const delayMs = 4;
const idBytesMax = 2_048;
/** Reports in the inbox; past it the sender is asked to come again. */
export const inboxMax = 50_000;
const lookEveryMs = 1_000;

const insertReports: Statement = {
  name: 'inbox-insert',
  text: `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_hash, request_id, actor_type, actor_id, actor_name)
    select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::text[], $10::text[])
    returning id`,
};

export function createInbox({ db, pipeline }: Pick<Database, 'db' | 'pipeline'>): Inbox {
  const listeners: ((ids: readonly number[]) => void)[] = [];
  let serial = 0;
  const isFull = watchSize(db);
  const writes = createCoalescer({
    batchMax,
    delayMs,
    inFlightMax: 1,
    // Nothing compares them with each other, so none waits for another.
    keyOf: () => (serial += 1),
    work: async (reports: readonly RawReport[]) => {
      const organizationIds = [...new Set(reports.map(({ site }) => site.organizationId))];
      const inserted = await pipeline.transaction(organizationIds, async (send) => {
        const rows = send<{ id: number }>(insertReports, columnsOf(reports));
        return { result: rows, last: [rows] };
      });
      const ids = inserted.map(({ id }) => id);
      for (const listener of listeners) listener(ids);
      return reports.map(() => undefined);
    },
  });
  return {
    add(report) {
      if (isFull()) throw new OperationError('unavailable', { retryAfterSeconds: 30 });
      return writes.add(report);
    },
    onAdded: (listener) => void listeners.push(listener),
    idle: writes.idle,
  };
}

/** Whether as many wait as may; looked up while it is asked, at most once a second. */
function watchSize(db: Db): () => boolean {
  let isFull = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - lookedAt > lookEveryMs) {
      lookedAt = performance.now();
      sql<{ count: number }>`select count(*) as count from (
        select from report_inbox where dead_at is null limit ${inboxMax}) waiting`
        .execute(db)
        .then(({ rows }) => {
          isFull = (rows[0]?.count ?? 0) >= inboxMax;
        })
        // Whoever writes next is told.
        .catch(() => undefined);
    }
    return isFull;
  };
}

function columnsOf(reports: readonly RawReport[]): unknown[] {
  return [
    numberArray(reports.map(({ site }) => site.organizationId)),
    numberArray(reports.map(({ site }) => site.id)),
    textArray(reports.map(({ reportId }) => reportId)),
    timeArray(reports.map(({ receivedAt }) => receivedAt)),
    bytesArray(reports.map(({ body }) => body)),
    bytesArray(reports.map(({ bodyHash }) => bodyHash)),
    textArray(reports.map(({ requestId }) => requestId)),
    textArray(reports.map(({ actor }) => actor.actor_type)),
    textArray(reports.map(({ actor }) => actor.actor_id)),
    textArray(reports.map(({ actor }) => actor.actor_name)),
  ];
}

/**
 * The id of a report that is not read yet: where its head names one, that; else the key of the request, else a new one. A report
 * that turns out to name another one is applied under its own, and under this one nothing is found.
 */
export function idOfRaw(body: Buffer, idempotencyKey: string | undefined): string {
  const head = body.toString('latin1', 0, idBytesMax);
  const named = /"report_id"\s*:\s*"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/i.exec(head)?.[1];
  return (
    named ??
    (idempotencyKey !== undefined && isUuid(idempotencyKey) ? idempotencyKey : undefined) ??
    newId()
  ).toLowerCase();
}
