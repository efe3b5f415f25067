import * as contract from '@patchlight/contract/inventory';
import type { Ctx } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { OperationError } from '../errors.ts';
import { Accepted } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Intake } from './intake.ts';
import { listSiteModules } from './list-site-modules.ts';
import { receiveReport } from './receive-report.ts';
import { recordRejection } from './reject-report.ts';
import { listSiteHistory } from './site-history.ts';
import { getSiteReport, listSiteReports } from './site-reports.ts';

export function inventoryRoutes(
  route: Route,
  { db, intake, telemetry }: { db: Db; intake: Intake; telemetry: Telemetry },
): void {
  const parts = { intake, telemetry, parseJson: parseStrictJson };
  const refused = (ctx: Ctx, params: Record<string, unknown>, refusal: OperationError) => {
    telemetry.reportTaken('rejected');
    return typeof params.site_id === 'string'
      ? recordRejection({ ...ctx, db }, params.site_id, refusal)
      : Promise.resolve();
  };
  const receive = async (ctx: Ctx, siteId: string | undefined, body: Buffer, idempotencyKey: string | undefined) => {
    const receipt = await receiveReport(ctx, { siteId, body, idempotencyKey }, parts);
    return new Accepted(receipt.status === 'duplicate' ? 200 : 202, receipt);
  };
  route(
    contract.sendSiteReport,
    (ctx, { params, body, idempotencyKey }) => receive(ctx, params.site_id, body, idempotencyKey),
    { refused, signed: true },
  );
  route(contract.sendReport, (ctx, { body, idempotencyKey }) => receive(ctx, undefined, body, idempotencyKey), {
    refused,
    signed: true,
  });
  route(contract.listSiteModules, listSiteModules);
  route(contract.listSiteReports, listSiteReports);
  route(contract.getSiteReport, getSiteReport);
  route(contract.listSiteHistory, listSiteHistory);
}
