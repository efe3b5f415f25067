import { sealAuditLog } from './audit/seal-audit-log.ts';
import { pauseAddress } from './auth/address-verification.ts';
import { type Describe, deliverChannels } from './channels/deliver-channels.ts';
import type { Ctx } from './context.ts';
import { forgetKeys } from './http/idempotency.ts';
import { flagChangedSites } from './inventory/flag-sites.ts';
import { sendMails } from './mail/send-mails.ts';
import type { Smtp } from './mail/transport.ts';
import { buildDigests } from './messages/build-digests.ts';
import { findNews, lookAgain } from './messages/find-news.ts';
import type { Press } from './messages/person.ts';
import { tellNews } from './messages/tell-news.ts';
import { endDueMutes } from './mutes/end-mutes.ts';
import type { Outgoing } from './outgoing/outgoing.ts';
import { tallyDays } from './reports/daily-tallies.ts';
import { foldCounts } from './reports/fold-counts.ts';
import { purgeDeleted } from './retention/purge.ts';
import type { Telemetry } from './telemetry.ts';

/** What jobs need beside a context. */
export interface JobTools {
  readonly smtp: Smtp | undefined;
  /** What messages are written with. */
  readonly press: Press;
  readonly telemetry: Telemetry;
  /** The way out for every address that a tenant gives. */
  readonly outgoing: Outgoing;
  /** Says what channels are told; undefined where nobody can. */
  readonly describe: Describe | undefined;
}

export interface Job {
  readonly name: string;
  /** Minute, hour, day, month, day of the week; UTC. */
  readonly cron: string;
  readonly run: (ctx: Ctx, signal: AbortSignal, tools: JobTools) => Promise<unknown>;
}

/**
 * The crontab. Each job also runs whenever a worker starts. Of all workers one takes it, and it never runs beside itself,
 * unless a worker was cut off from the database: so each is safe when it does.
 */
export const schedule: readonly Job[] = [
  // Work that an interrupted import left; a change of a process's own is flagged at once by whoever made it.
  { name: 'flag-sites', cron: '* * * * *', run: (ctx, signal) => flagChangedSites(ctx, { signal }) },
  { name: 'end-mutes', cron: '* * * * *', run: (ctx, signal) => endDueMutes(ctx, { signal }) },
  { name: 'seal-audit-log', cron: '* * * * *', run: (ctx, signal) => sealAuditLog(ctx, { signal }) },
  // What has to be tried again; a new mail asks for this job itself.
  {
    name: 'send-mails',
    cron: '* * * * *',
    run: (ctx, signal, tools) =>
      sendMails(ctx, { ...tools, signal, onRefusedAddress: (address, reason) => pauseAddress(ctx, address, reason) }),
  },
  { name: 'find-news', cron: '* * * * *', run: findNews },
  // Workers tell news all the time; here it can be seen when it was told last.
  { name: 'tell-news', cron: '* * * * *', run: (ctx, signal, { press }) => tellNews(ctx, press, signal) },
  { name: 'look-again', cron: '41 * * * *', run: lookAgain },
  { name: 'build-digests', cron: '* * * * *', run: (ctx, signal, { press }) => buildDigests(ctx, press, signal) },
  // The same: what is to be tried again, and what nobody asked for because a process died.
  {
    name: 'deliver-channels',
    cron: '* * * * *',
    run: (ctx, signal, tools) => deliverChannels(ctx, { ...tools, publicUrl: () => tools.press.publicUrl, signal }),
  },
  { name: 'forget-idempotency-keys', cron: '25 * * * *', run: forgetKeys },
  // Between two runs an overview sums what reports wrote in the meantime.
  { name: 'fold-counts', cron: '* * * * *', run: foldCounts },
  { name: 'tally-days', cron: '0 0 * * *', run: (ctx, signal) => tallyDays(ctx, { signal }) },
  { name: 'purge', cron: '10 3 * * *', run: (ctx, signal) => purgeDeleted(ctx, { signal }) },
];
