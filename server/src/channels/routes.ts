import * as contract from '@patchlight/contract/channels';
import type { Route } from '../http/route.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { getChannel, listChannels } from './channels.ts';
import { listDeliveries, replayDelivery } from './deliveries.ts';
import { testChannel } from './test-channel.ts';
import { createChannel, deleteChannel, rotateSecret, updateChannel } from './write-channel.ts';

interface Services {
  readonly outgoing: Outgoing;
  readonly publicUrl: () => string;
}

export function channelRoutes(route: Route, services: Services): void {
  route(contract.listChannels, listChannels);
  route(contract.createChannel, (ctx, input) => createChannel(ctx, input, services.outgoing));
  route(contract.getChannel, getChannel);
  route(contract.updateChannel, (ctx, input) => updateChannel(ctx, input, services.outgoing));
  route(contract.deleteChannel, deleteChannel);
  route(contract.testChannel, (ctx, input) => testChannel(ctx, input, services));
  route(contract.rotateChannelSecret, rotateSecret);
  route(contract.listChannelDeliveries, listDeliveries);
  route(contract.replayChannelDelivery, replayDelivery);
}
