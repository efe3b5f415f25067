import type { Hole, Named } from '../news.ts';

/** Pages of the application, by the addresses of its router. */
export interface Addresses {
  home(organization: Named | null): string;
  advisories(organization: Named | null): string;
  /** Of its project where no advisory tells of it. */
  hole(organization: Named, hole: Hole): string;
  /** Opens the dialog, nothing more. */
  mute(organization: Named, hole: Hole): string;
  project(organization: Named, name: string): string;
  site(organization: Named, id: string, tab?: 'reporting'): string;
  connect(organization: Named, id: string): string;
  sites(organization: Named | null, filter: { readonly freshness?: string; readonly status?: string }): string;
  mutes(organization: Named, project?: string): string;
  keys(organization: Named): string;
  members(organization: Named): string;
  preferences(): string;
  /** Of a path that another part of the server made. */
  at(path: string): string;
}

export function addressesOf(publicUrl: string): Addresses {
  const base = publicUrl.replace(/\/+$/, '');
  // The application's word for everything that somebody may see.
  const place = (organization: Named | null) => `${base}/o/${organization === null ? 'all' : encoded(organization.id)}`;
  const project = (organization: Named, name: string) => `${place(organization)}/modules/${encoded(name)}`;
  const hole = (organization: Named, { advisory, project: { name } }: Hole) =>
    advisory === null ? project(organization, name) : `${place(organization)}/advisories/${encoded(advisory)}`;
  const site = (organization: Named, id: string) => `${place(organization)}/sites/${encoded(id)}`;
  return {
    home: place,
    advisories: (organization) => `${place(organization)}/advisories`,
    hole,
    mute: (organization, of) => `${hole(organization, of)}?mute=1`,
    project,
    site: (organization, id, tab) => `${site(organization, id)}${tab === undefined ? '' : `?tab=${tab}`}`,
    connect: (organization, id) => `${site(organization, id)}/connect`,
    sites: (organization, filter) => `${place(organization)}/sites?${new URLSearchParams({ ...filter })}`,
    mutes: (organization, name) =>
      `${place(organization)}/settings?tab=mutes${name === undefined ? '' : `&project=${encoded(name)}`}`,
    keys: (organization) => `${place(organization)}/keys`,
    members: (organization) => `${place(organization)}/members`,
    preferences: () => `${base}/notifications`,
    // With a slash between, a path cannot name another host.
    at: (path) =>
      `${base}/${path
        .replace(/^\/+/, '')
        .toWellFormed()
        .replace(/[^\w\-.~!$&()*+,;=:@/?#%]/gu, encodeURIComponent)}`,
  };
}

/** An address that somebody else published, where a mail may lead to it. */
export function safeLink(link: string | null): string | null {
  if (link === null || !/^https:\/\/[^\s"'<>\\]+$/i.test(link)) return null;
  return URL.canParse(link) ? new URL(link).href : null;
}

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
