import { getOverview as overview } from '@patchlight/contract/overview';
import { reportPatchRun as patchRunReport } from '@patchlight/contract/patch-run-report';
import { reportModuleUpdates as moduleUpdates } from '@patchlight/contract/reports';
import type { Route } from '../http/route.ts';
import { reportModuleUpdates } from './module-updates.ts';
import { getOverview } from './overview.ts';
import { reportPatchRun } from './patch-run-report.ts';

export function reportRoutes(route: Route): void {
  route(overview, getOverview);
  route(moduleUpdates, reportModuleUpdates);
  route(patchRunReport, reportPatchRun);
}
