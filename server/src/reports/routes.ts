import { reportPatchRun as patchRunReport } from '@patchlight/contract/patch-run-report';
import * as contract from '@patchlight/contract/reports';
import type { Route } from '../http/route.ts';
import { reportModuleUpdates } from './module-updates.ts';
import { reportPatchRun } from './patch-run-report.ts';

export function reportRoutes(route: Route): void {
  route(contract.reportModuleUpdates, reportModuleUpdates);
  route(patchRunReport, reportPatchRun);
}
