import type { ModuleSite } from '@patchlight/contract/modules';

/** Sites as a spreadsheet takes them: name, address and version, a line each. */
export const siteLines = (sites: readonly ModuleSite[]): string =>
  sites.map(({ site, version }) => `${site.name}\t${site.url}\t${version ?? ''}`).join('\n');
