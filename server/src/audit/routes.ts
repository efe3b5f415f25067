import * as contract from '@patchlight/contract/audit-logs';
import type { Route } from '../http/route.ts';
import { listAuditLogs } from './list-audit-logs.ts';

export function auditRoutes(route: Route): void {
  route(contract.listAuditLogs, listAuditLogs);
}
