import * as contract from '@patchlight/contract/mutes';
import type { Route } from '../http/route.ts';
import { createMute } from './create-mute.ts';
import { endMute } from './end-mutes.ts';
import { getMute, listMutes } from './mutes.ts';
import { previewMute } from './preview-mute.ts';
import { changeMutes, updateMute } from './update-mute.ts';

export function muteRoutes(route: Route): void {
  route(contract.listMutes, listMutes);
  route(contract.getMute, getMute);
  route(contract.createMute, createMute);
  route(contract.previewMute, previewMute);
  route(contract.updateMute, updateMute);
  route(contract.endMute, endMute);
  route(contract.changeMutes, changeMutes);
}
