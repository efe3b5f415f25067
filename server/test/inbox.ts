import { createHash } from 'node:crypto';
import type { Ctx } from '../src/context.ts';
import type { Engine } from '../src/engine.ts';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { newId } from '../src/ids.ts';
import { drainInbox } from '../src/inventory/drain-inbox.ts';
import type { Inbox } from '../src/inventory/inbox.ts';
import type { Intake } from '../src/inventory/intake.ts';
import type { SiteRow } from './factories.ts';

interface Kept {
  readonly body: string;
  readonly reportId?: string;
  readonly receivedAt?: Date;
}

/** Commits a report to the inbox, as a burst does: whoever sent it has its answer then. Gives its id. */
export async function keepReport(
  inbox: Pick<Inbox, 'add'>,
  { id, uuid, organization }: SiteRow,
  { body, reportId = newId(), receivedAt = new Date() }: Kept,
): Promise<string> {
  await inbox.add({
    site: { id, uuid, organizationId: organization.id },
    reportId,
    body: Buffer.from(body),
    receivedAt,
    bodyHash: createHash('sha256').update(body).digest('hex'),
    requestId: 'burst',
    actor: { actor_type: 'key', actor_id: null, actor_name: null },
  });
  return reportId;
}

/** The body of a report that names one module. */
export const saysToken = (version: string, rest: object = {}) =>
  JSON.stringify({ ...rest, extensions: [{ name: 'token', version }] });

/** A clock that runs so many times as fast as ours, so that pauses of seconds are over soon. */
export function fastClock(speed: number): () => Date {
  const begun = Date.now();
  return () => new Date(begun + (Date.now() - begun) * speed);
}

interface Draining {
  readonly ctx: Ctx;
  readonly engine: Pick<Engine, 'intake' | 'telemetry'>;
  readonly now: () => Date;
  /** How each report is applied, where that is not the usual. */
  readonly record?: Intake['record'];
}

/** A process that applies what waits, until what it returns is called. */
export function startDrain({ ctx, engine: { intake, telemetry }, now, record = intake.record }: Draining) {
  return drainInbox({
    ctx: { ...ctx, now },
    inbox: { onAdded: () => undefined, isPressed: () => false },
    intake: { record },
    parseJson: parseStrictJson,
    pollMs: 20,
    telemetry,
  });
}
