import * as advisories from '@patchlight/contract/advisories';
import * as modules from '@patchlight/contract/modules';
import type { Route } from '../http/route.ts';
import { getAdvisory, listAdvisories } from './advisories.ts';
import { listAdvisorySites } from './list-advisory-sites.ts';
import { listModuleSites } from './list-module-sites.ts';
import { listModuleVersions } from './list-module-versions.ts';
import { getModule, listModules } from './list-modules.ts';

export function moduleRoutes(route: Route): void {
  route(modules.listModules, listModules);
  route(modules.getModule, getModule);
  route(modules.listModuleVersions, listModuleVersions);
  route(modules.listModuleSites, listModuleSites);
  route(advisories.listAdvisories, listAdvisories);
  route(advisories.getAdvisory, getAdvisory);
  route(advisories.listAdvisorySites, listAdvisorySites);
}
