import { sql } from 'kysely';
import { booleanArray, bytesArray, numberArray, textArray, timeArray } from '../db/arrays.ts';
import type { Database, Db, Statement } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import { isUuid, newId } from '../ids.ts';
import { createCoalescer } from './coalesce.ts';
import { type PackedBody, packBody } from './packed-body.ts';
import type { ReportArrival } from './report.ts';

/** A site report as it came over the wire: not read yet. */
export interface RawReport extends Omit<ReportArrival, 'report'> {
  readonly reportId: string;
  readonly body: Buffer;
}

interface KeptReport extends RawReport, PackedBody {
  /** As it came. */
  readonly bodyBytes: number;
}

/** Where reports wait that came faster than they could be applied. */
export interface Inbox {
  /** Resolves once the report is committed. */
  add(report: RawReport): Promise<void>;
  /** More wait than are applied at once: whoever comes now had better stand behind them. */
  isBehind(): boolean;
  /** Reports come faster than they are written: who applies what waits gives way. */
  isPressed(): boolean;
  /** Calls it with the keys of reports whenever some were committed. */
  onAdded(listener: (ids: readonly number[]) => void): void;
  idle(): Promise<void>;
}

const batchMax = 200;
const delayMs = 4;
const idBytesMax = 2_048;
/** Reports in the inbox; past it the sender is asked to come again. */
export const inboxMax = 50_000;
/** Of bodies that this process holds until they are committed; past it the sender is asked to come again. */
export const heldBytesMax = 64 * 1024 * 1024;
/** Of bodies that go in one value. */
const valueBytes = 4 * 1024 * 1024;
const lookEveryMs = 1_000;
const behindAt = 100;
const pressedAt = 50;

const insertReports: Statement = {
  name: 'inbox-insert',
  text: `insert into report_inbox (organization_id, site_id, report_id, received_at, body, is_packed, body_bytes, body_hash, request_id, actor_type, actor_id, actor_name)
    select r.organization_id, r.site_id, r.report_id, r.received_at, substring($11::bytea from r.starts for r.bytes), r.is_packed, r.body_bytes, r.body_hash,
      r.request_id, r.actor_type, r.actor_id, r.actor_name
    from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::int[], $6::int[], $7::bytea[], $8::text[], $9::text[], $10::text[],
        $12::text[], $13::boolean[], $14::int[])
      as r(organization_id, site_id, report_id, received_at, starts, bytes, body_hash, request_id, actor_type, actor_id, actor_name, is_packed,
        body_bytes)
    returning id`,
};

export function createInbox({ db, pipeline }: Pick<Database, 'db' | 'pipeline'>): Inbox {
  const listeners: ((ids: readonly number[]) => void)[] = [];
  let serial = 0;
  let heldBytes = 0;
  const size = watchSize(db);
  const writes = createCoalescer({
    batchMax,
    delayMs,
    inFlightMax: 1,
    // Nothing compares them with each other, so none waits for another.
    keyOf: () => (serial += 1),
    work: async (reports: readonly KeptReport[]) => {
      const organizationIds = [...new Set(reports.map(({ site }) => site.organizationId))];
      const inserted = await pipeline.transaction(organizationIds, async (send) => {
        const parts = partsOf(reports).map((part) => send<{ id: number }>(insertReports, columnsOf(part)));
        return { result: parts, last: parts };
      });
      const ids = (await Promise.all(inserted)).flatMap((rows) => rows.map(({ id }) => id));
      size.added(ids.length);
      for (const listener of listeners) listener(ids);
      return reports.map(() => undefined);
    },
  });
  return {
    async add(report) {
      if (size.now() >= inboxMax) throw new OperationError('unavailable', { retryAfterSeconds: 30 });
      const packed = packBody(report.body);
      // Whoever sent it holds the other one until it is answered.
      const bytes = report.body.length + (packed.is_packed ? packed.body.length : 0);
      if (heldBytes + bytes > heldBytesMax) throw new OperationError('unavailable', { retryAfterSeconds: 5 });
      heldBytes += bytes;
      try {
        await writes.add({ ...report, ...packed, bodyBytes: report.body.length });
      } finally {
        heldBytes -= bytes;
      }
    },
    isBehind: () => size.now() > behindAt,
    isPressed: () => writes.backlog() > pressedAt,
    onAdded: (listener) => void listeners.push(listener),
    idle: writes.idle,
  };
}

/**
 * How many wait, up to as many as may: looked up while it is asked, at most once a second; and those that this process has added
 * since.
 */
function watchSize(db: Db): { now(): number; added(count: number): void } {
  let found = 0;
  let added = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    now() {
      if (performance.now() - lookedAt > lookEveryMs) {
        lookedAt = performance.now();
        const counted = added;
        sql<{ count: number }>`select count(*) as count from (
          select from report_inbox where dead_at is null limit ${inboxMax}) waiting`
          .execute(db)
          .then(({ rows }) => {
            found = rows[0]?.count ?? 0;
            added -= counted;
          })
          // Whoever writes next is told.
          .catch(() => undefined);
      }
      return found + added;
    },
    added(count) {
      added += count;
    },
  };
}

/** In their order, as many as fit into one value; one that is larger goes alone. */
function partsOf(reports: readonly KeptReport[]): KeptReport[][] {
  const parts: KeptReport[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const report of reports) {
    if (bytes + report.body.length > valueBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(report);
    bytes += report.body.length;
  }
  return parts;
}

// All bodies as one value: the driver sends it as it is, where it would write an array of them out as text.
function columnsOf(reports: readonly KeptReport[]): unknown[] {
  const bytes = reports.map(({ body }) => body.length);
  let next = 1;
  const starts = bytes.map((length) => {
    next += length;
    return next - length;
  });
  return [
    numberArray(reports.map(({ site }) => site.organizationId)),
    numberArray(reports.map(({ site }) => site.id)),
    textArray(reports.map(({ reportId }) => reportId)),
    timeArray(reports.map(({ receivedAt }) => receivedAt)),
    numberArray(starts),
    numberArray(bytes),
    bytesArray(reports.map(({ bodyHash }) => bodyHash)),
    textArray(reports.map(({ requestId }) => requestId)),
    textArray(reports.map(({ actor }) => actor.actor_type)),
    textArray(reports.map(({ actor }) => actor.actor_id)),
    Buffer.concat(reports.map(({ body }) => body)),
    textArray(reports.map(({ actor }) => actor.actor_name)),
    booleanArray(reports.map((report) => report.is_packed)),
    numberArray(reports.map(({ bodyBytes }) => bodyBytes)),
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
