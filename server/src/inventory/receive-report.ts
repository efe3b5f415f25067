import { createHash, hash as digest } from 'node:crypto';
import type { ReportReceipt } from '@patchlight/contract/inventory';
import { reportLimits } from '@patchlight/contract/site-report';
import { auditActor } from '../audit/audit.ts';
import type { Ctx } from '../context.ts';
import { OperationError } from '../errors.ts';
import { newId } from '../ids.ts';
import { requireSite, type SiteKey } from '../sites/sites.ts';
import type { Telemetry } from '../telemetry.ts';
import { type Inbox, idOfRaw } from './inbox.ts';
import type { Intake } from './intake.ts';
import { parseReport, type Received } from './parse-report.ts';
import type { Outcome, Report } from './report.ts';

export interface ReceiveInput {
  readonly siteId: string | undefined;
  readonly body: Buffer;
  readonly idempotencyKey: string | undefined;
  /** How the bytes are read, where they are no site report. */
  readonly reading?: Reading;
}

/** A way to read bytes as a site report. Its name tells the same bytes, read in another way, apart. */
export interface Reading {
  readonly name: string;
  readonly read: (body: Buffer, received: Received) => Report;
}

const usualIntervalSeconds = 86_400;

interface ReceiveParts {
  readonly intake: Intake;
  /** Where reports are kept in a burst; without it all are applied before the answer. */
  readonly inbox?: Pick<Inbox, 'add' | 'isBehind'>;
  readonly telemetry: Telemetry;
  readonly parseJson: (body: Buffer, depth: number) => unknown;
}

/**
 * Takes a site report as it came over the wire and answers once it is committed. The bytes are hashed before they are
 * read: the same bytes as the site's newest report only note that the site was seen.
 */
export async function receiveReport(
  ctx: Ctx,
  { siteId, body, idempotencyKey, reading }: ReceiveInput,
  parts: ReceiveParts,
): Promise<ReportReceipt> {
  const site = await siteOf(ctx, siteId);
  const receivedAt = ctx.now();
  const bodyHash = hashOf(body, reading);
  const received = { at: receivedAt, idempotencyKey };
  const arrival = { site, receivedAt, bodyHash, requestId: ctx.requestId, actor: auditActor(ctx.actor) };
  const repeated = await repeat(ctx, site, bodyHash, receivedAt, idempotencyKey, parts.intake);
  // In a burst what would have to be read is only kept; what was read already costs no more to answer.
  if (repeated === null && reading === undefined && parts.inbox !== undefined && isBurst(parts.intake, parts.inbox)) {
    const reportId = idOfRaw(body, idempotencyKey);
    await parts.inbox.add({ ...arrival, body, reportId });
    parts.telemetry.reportTaken('pending');
    return pendingReceipt(reportId, receivedAt);
  }
  const outcome =
    repeated ??
    (await parts.intake.record({
      ...arrival,
      report: reading?.read(body, received) ?? parseReport(parts.parseJson(body, reportLimits.depth), received),
    }));
  parts.telemetry.reportTaken(outcome.status);
  return receiptOf(outcome);
}

/** It begins when many wait in this process, and ends when those that were kept are applied, so that all keep their order. */
function isBurst(intake: Intake, inbox: NonNullable<ReceiveParts['inbox']>): boolean {
  return intake.isBehind() || inbox.isBehind();
}

// A site key names its site and was checked with its site a moment ago: the hot path needs no query here.
async function siteOf(ctx: Ctx, siteId: string | undefined): Promise<SiteKey> {
  const { actor } = ctx;
  if (actor.type === 'key' && actor.site !== null) {
    if (siteId !== undefined && siteId.toLowerCase() !== actor.site.uuid) throw new OperationError('not_found');
    return { ...actor.site, organizationId: actor.organizationId };
  }
  if (siteId === undefined)
    throw new OperationError('validation_error', {
      message:
        'Only a site key names its site. Name the site: /api/v1/sites/{site_id}/modules, or ?site_id= of another format.',
    });
  return requireSite(ctx, siteId);
}

async function repeat(
  ctx: Ctx,
  site: SiteKey,
  bodyHash: string,
  receivedAt: Date,
  idempotencyKey: string | undefined,
  intake: Intake,
): Promise<Outcome | null> {
  const newest = intake.newestOf(site.id);
  // With an id of its own the same bytes are a duplicate, which the long way tells apart.
  if (newest === undefined || idempotencyKey !== undefined || newest.bodyHash !== bodyHash) return null;
  const reportId = newId();
  const { source, trigger, agent, warnings } = newest;
  const hours = await intake.touch({
    site,
    reportId,
    receivedAt,
    bodyHash,
    source,
    trigger,
    agent,
    requestId: ctx.requestId,
  });
  if (hours === null) return null;
  return {
    reportId,
    status: 'unchanged',
    receivedAt: receivedAt.toISOString(),
    want: null,
    nextReportAfterSeconds: hours * 3600,
    warnings,
  };
}

function hashOf(body: Buffer, reading: Reading | undefined): string {
  if (reading === undefined) return digest('sha256', body);
  return createHash('sha256').update(`${reading.name}\n`).update(body).digest('hex');
}

/** The report is committed and not read yet: what is wrong with it shows under its id. */
function pendingReceipt(reportId: string, receivedAt: Date): ReportReceipt {
  return {
    report_id: reportId,
    status: 'pending',
    received_at: receivedAt.toISOString(),
    want: null,
    next_report_after_s: usualIntervalSeconds,
    warnings: [],
  };
}

function receiptOf(outcome: Outcome): ReportReceipt {
  return {
    report_id: outcome.reportId,
    status: outcome.status,
    received_at: outcome.receivedAt,
    want: outcome.want,
    next_report_after_s: outcome.nextReportAfterSeconds,
    warnings: [...outcome.warnings],
  };
}
