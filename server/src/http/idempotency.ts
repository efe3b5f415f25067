import { createHash, createHmac } from 'node:crypto';
import { checkOf } from '@patchlight/contract/check';
import { type EndpointShape, IdempotencyKey } from '@patchlight/contract/endpoint';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Ctx, TxCtx } from '../context.ts';
import type { Db } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import { refuse } from './validate.ts';

const keptMs = 24 * 3_600_000;
const checkKey = checkOf(IdempotencyKey, 'header/Idempotency-Key');

interface Sent {
  readonly endpoint: EndpointShape;
  readonly input: {
    readonly params: unknown;
    readonly query: unknown;
    readonly body: unknown;
    readonly idempotencyKey: string | undefined;
  };
  readonly reply: Pick<FastifyReply, 'header'>;
}

export interface Idempotency {
  /**
   * Performs an operation, under an `Idempotency-Key` at most once: whoever sends the same again is given its answer.
   * The answer is remembered by the transaction that does the work, so that neither is ever without the other; what was
   * refused or failed leaves nothing and may be tried again.
   */
  perform(ctx: Ctx, sent: Sent, operation: (ctx: Ctx) => Promise<unknown>): Promise<unknown>;
}

/** `db` sees all organizations: an answer belongs to its caller and to none of them. */
export function createIdempotency(db: Db, secret: string): Idempotency {
  return {
    async perform(ctx, sent, operation) {
      const key = sent.input.idempotencyKey;
      if (key === undefined) return operation(ctx);
      refuse(checkKey(key));
      const entry = entryOf(ctx, sent, key, secret);
      const replay = async () => {
        const found = await recall(db, entry, ctx.now());
        if (found !== null) void sent.reply.header('idempotency-replayed', 'true');
        return found;
      };
      const before = await replay();
      if (before !== null) return before.answer;
      const attempt = attemptOf(sent.endpoint, entry);
      try {
        const answer = await operation({ ...ctx, once: attempt.once });
        attempt.refuseOtherThan(answer);
        return answer;
      } catch (error) {
        // Another request under this key came first, and what this one met is what that one did.
        const since = attempt.isDone() ? null : await replay();
        if (since === null) throw error;
        return since.answer;
      }
    },
  };
}

/** Forgets the answers that are too old to be given again. */
export async function forgetKeys(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('idempotency_keys').where('created_at', '<=', forgottenAt(ctx.now())).execute();
}

interface Entry {
  readonly hash: Buffer;
  readonly fingerprint: Buffer;
}

function entryOf(ctx: Ctx, { endpoint, input }: Sent, key: string, secret: string): Entry {
  const caller = 'uuid' in ctx.actor ? ctx.actor.uuid : '';
  return {
    hash: createHash('sha256')
      .update(JSON.stringify([caller, endpoint.name, input.params, key]))
      .digest(),
    fingerprint: createHmac('sha256', secret)
      .update(JSON.stringify([input.query, input.body]))
      .digest(),
  };
}

/** What one request does under its key. */
function attemptOf({ name, shownOnce = [] }: EndpointShape, entry: Entry) {
  let done: { result: unknown } | undefined;
  return {
    isDone: () => done !== undefined,
    async once<T>(tx: TxCtx, work: (tx: TxCtx) => Promise<T>): Promise<T> {
      if (done !== undefined) throw new Error(`${name} has two transactions: one could be done without the other.`);
      await lock(tx, entry);
      const result = await work(tx);
      await remember(tx, entry, withoutSecrets(result, shownOnce));
      done = { result };
      return result;
    },
    refuseOtherThan(answer: unknown): void {
      if (done !== undefined && done.result !== answer)
        throw new Error(`${name} answers something else than its transaction returned.`);
    },
  };
}

/** Held until the transaction ends, however it ends. */
async function lock(tx: TxCtx, { hash }: Entry): Promise<void> {
  const { rows } = await sql<{
    mine: boolean;
  }>`select pg_try_advisory_xact_lock(${hash.readBigInt64BE()}::bigint) as mine`.execute(tx.db);
  if (rows[0]?.mine === true) return;
  const message = 'A request under this Idempotency-Key is being worked on. Send it again in a moment.';
  throw new OperationError('conflict', { message, retryAfterSeconds: 1 });
}

async function remember(tx: TxCtx, entry: Entry, result: unknown): Promise<void> {
  await tx.db
    .insertInto('idempotency_keys')
    .values({ ...entry, answer: JSON.stringify(result ?? null), created_at: tx.now() })
    .execute();
}

function withoutSecrets(result: unknown, shownOnce: readonly string[]): unknown {
  if (shownOnce.length === 0) return result;
  return { ...Object(result), ...Object.fromEntries(shownOnce.map((member) => [member, null])) };
}

async function recall(db: Db, { hash, fingerprint }: Entry, now: Date): Promise<{ answer: unknown } | null> {
  const found = await db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'answer', 'created_at'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (found === undefined) return null;
  const end = forgottenAt(now);
  if (new Date(found.created_at) <= new Date(end)) {
    await db.deleteFrom('idempotency_keys').where('hash', '=', hash).where('created_at', '<=', end).execute();
    return null;
  }
  if (!found.fingerprint.equals(fingerprint)) throw new OperationError('idempotency_key_reused');
  return { answer: JSON.parse(found.answer) };
}

/** What was remembered then or before is forgotten. */
function forgottenAt(now: Date): string {
  return new Date(now.getTime() - keptMs).toISOString();
}
