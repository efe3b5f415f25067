import { compareSite as compare } from '@patchlight/contract/compare';
import { errors } from '@patchlight/contract/errors';
import { ingestReport } from '@patchlight/contract/ingest';
import * as contract from '@patchlight/contract/inventory';
import * as identities from '@patchlight/contract/module-identities';
import type { Ctx } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { OperationError } from '../errors.ts';
import { Accepted } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import type { ReportOutcome, Telemetry } from '../telemetry.ts';
import { compareSite } from './compare-site.ts';
import { forgetModuleIdentity, identifyModule } from './identify-module.ts';
import type { Inbox } from './inbox.ts';
import type { Intake } from './intake.ts';
import { listSiteModules } from './list-site-modules.ts';
import { listUnmatchedModules } from './list-unmatched-modules.ts';
import { readingOf } from './read-document.ts';
import { type ReceiveInput, receiveReport } from './receive-report.ts';
import { recordRejection } from './reject-report.ts';
import { listSiteHistory } from './site-history.ts';
import { getSiteReport, listSiteReports } from './site-reports.ts';

export function inventoryRoutes(
  route: Route,
  { db, intake, inbox, telemetry }: { db: Db; intake: Intake; inbox: Inbox; telemetry: Telemetry },
): void {
  const parts = { intake, inbox, telemetry, parseJson: parseStrictJson };
  const refused = async (ctx: Ctx, named: Record<string, unknown>, refusal: OperationError) => {
    telemetry.reportTaken(outcomeOf(refusal));
    // Nobody said that anything is wrong with it: it is to come again.
    if (refusal.code === 'unavailable') return;
    const siteId = named.site_id ?? (ctx.actor.type === 'key' ? ctx.actor.site?.uuid : undefined);
    if (typeof siteId === 'string') await recordRejection({ ...ctx, db }, siteId, refusal);
  };
  const receive = async (ctx: Ctx, input: ReceiveInput) => {
    const receipt = await receiveReport(ctx, input, parts);
    return new Accepted(receipt.status === 'duplicate' ? 200 : 202, receipt);
  };
  route(
    contract.sendSiteReport,
    (ctx, { params, body, idempotencyKey }) => receive(ctx, { siteId: params.site_id, body, idempotencyKey }),
    { refused, signed: true },
  );
  route(
    contract.sendReport,
    (ctx, { body, idempotencyKey }) => receive(ctx, { siteId: undefined, body, idempotencyKey }),
    { refused, signed: true },
  );
  route(
    ingestReport,
    (ctx, { params: { format }, query, headers, body, idempotencyKey }) =>
      receive(ctx, {
        siteId: query.site_id,
        body,
        idempotencyKey,
        reading: readingOf(format, { ...query, systemStatusKey: headers['x-system-status-key'] }),
      }),
    { refused, signed: true },
  );
  route(contract.listSiteModules, listSiteModules);
  route(compare, compareSite);
  route(contract.listSiteReports, listSiteReports);
  route(contract.getSiteReport, getSiteReport);
  route(contract.listSiteHistory, listSiteHistory);
  route(identities.listUnmatchedModules, listUnmatchedModules);
  route(identities.identifyModule, (ctx, input) => identifyModule(ctx, input, { everyone: db }));
  route(identities.forgetModuleIdentity, (ctx, input) => forgetModuleIdentity(ctx, input, { everyone: db }));
}

function outcomeOf({ code }: OperationError): ReportOutcome {
  const { status } = errors[code];
  if (status >= 500) return 'unavailable';
  if (status === 429) return 'limited';
  return status === 401 || status === 403 ? 'denied' : 'rejected';
}
