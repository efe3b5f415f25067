import { getOverview as overview } from '@patchlight/contract/overview';
import { reportPatchRun as patchRunReport } from '@patchlight/contract/patch-run-report';
import { reportModuleUpdates as moduleUpdates } from '@patchlight/contract/reports';
import { getRunway as runway } from '@patchlight/contract/runway';
import type { Route } from '../http/route.ts';
import { reportModuleUpdates } from './module-updates.ts';
import { getOverview } from './overview.ts';
import { reportPatchRun } from './patch-run-report.ts';
import { getRunway } from './runway.ts';

export function reportRoutes(route: Route): void {
  route(overview, getOverview);
  route(moduleUpdates, reportModuleUpdates);
  route(patchRunReport, reportPatchRun);
  route(runway, getRunway);
}
