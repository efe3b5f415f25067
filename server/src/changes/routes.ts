import * as contract from '@patchlight/contract/live-events';
import { OperationError } from '../errors.ts';
import type { Route } from '../http/route.ts';
import type { Subscriptions } from './subscriptions.ts';

export function changeRoutes(route: Route, { open }: Subscriptions): void {
  route(contract.streamEvents, async ({ actor, organizationIds }) => {
    if (!('uuid' in actor)) throw new OperationError('unauthenticated');
    return open(actor.uuid, organizationIds);
  });
}
