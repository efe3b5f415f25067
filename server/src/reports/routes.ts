import * as contract from '@patchlight/contract/reports';
import type { Route } from '../http/route.ts';
import { reportModuleUpdates } from './module-updates.ts';

export function reportRoutes(route: Route): void {
  route(contract.reportModuleUpdates, reportModuleUpdates);
}
