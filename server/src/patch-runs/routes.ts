import * as contract from '@patchlight/contract/patch-runs';
import type { Route } from '../http/route.ts';
import { listPatchRuns } from './patch-runs.ts';

export function patchRunRoutes(route: Route): void {
  route(contract.listPatchRuns, listPatchRuns);
}
