import type { TestApp } from './app.ts';
import type { Person, SiteRow } from './factories.ts';
import { api } from './judging.ts';

export const day = 86_400_000;

interface Judged {
  readonly test: TestApp;
  site(): SiteRow;
  project(): string;
}

/** What tests of mutes send and look at, about the site and the project of the test. */
export function useMutes({ test, site, project }: Judged) {
  const act = (method: string, path: string, body?: object, actor: Person = test.cast.dev) =>
    test.request(test.as(actor), method, api + path, body);
  const get = async (path: string, actor: Person = test.cast.vic) =>
    (await test.request(test.as(actor), 'GET', api + path)).data;
  const later = (milliseconds: number) => new Date(test.now().getTime() + milliseconds).toISOString();
  const mute = (body: object = {}) =>
    act('POST', '/mutes', {
      project: project(),
      site_id: site().uuid,
      reason: 'Known, and looked into.',
      ends_at: later(30 * day),
      ...body,
    });
  return {
    act,
    get,
    later,
    /** On the site. */
    mute,
    /** In the organization of the site, or on its tags. */
    muteIn: (body: object) => mute({ site_id: undefined, organization_id: test.cast.home.uuid, ...body }),
    preview: (query: string) => get(`/mutes/preview?project=${project()}&${query}`),
    /** The ids of the mutes of the project. */
    async shown(query = ''): Promise<string[]> {
      const rows: { id: string }[] = await get(`/mutes?project=${project()}&${query}`);
      return rows.map(({ id }) => id);
    },
    /** What people may be told of about a site. */
    async events({ id }: SiteRow): Promise<number> {
      return (await test.sql('select from event_sites where site_id = $1', [id])).length;
    },
  };
}
