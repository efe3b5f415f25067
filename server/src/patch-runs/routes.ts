import * as contract from '@patchlight/contract/patch-runs';
import type { Route } from '../http/route.ts';
import { listPatchRuns } from './patch-runs.ts';
import { recordPatchRun } from './record-patch-run.ts';

export function patchRunRoutes(route: Route): void {
  route(contract.recordPatchRun, recordPatchRun);
  route(contract.listPatchRuns, listPatchRuns);
}
