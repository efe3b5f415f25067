import type { EndpointShape } from '@patchlight/contract/endpoint';
import { endpoints } from '@patchlight/contract/endpoints';
import type { Answer, Headers, TestApp } from './app.ts';

/** What the parameters of paths stand for; a new parameter is added where this is called. */
export type Named = Readonly<Record<string, string>>;

/** Every address that is read, whole where it is a list: once as JSON, and once as CSV where there is one. */
export function readAddresses(named: Named, wanted: (endpoint: EndpointShape) => boolean = () => true): string[] {
  return endpoints
    .filter((endpoint) => endpoint.method === 'GET' && wanted(endpoint))
    .flatMap(({ path, query, csv }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = named[name];
        if (value === undefined) throw new Error(`Say what {${name}} of ${path} stands for.`);
        return value;
      });
      const known = (query as { properties?: object } | undefined)?.properties ?? {};
      const search = ['per_page=100', 'include=custom'].filter((each) => (each.split('=')[0] ?? '') in known);
      const address = search.length === 0 ? filled : `${filled}?${search.join('&')}`;
      return csv === true ? [address, `${filled}?${[...search, 'format=csv'].join('&')}`] : [address];
    });
}

/** What a caller is told at each of those addresses. */
export async function readAll(
  test: TestApp,
  as: Headers,
  ...[named, wanted]: Parameters<typeof readAddresses>
): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const address of readAddresses(named, wanted)) answers.set(address, await test.request(as, 'GET', address));
  return answers;
}

/** Status and text of each, without what differs from one refusal to the next. */
export function tellings(answers: Map<string, Answer>): Record<string, string> {
  const occasion = /"(timestamp|request_id)":"[^"]*"/g;
  return Object.fromEntries(
    [...answers].map(([url, { status, text }]) => [url, `${status} ${text.replace(occasion, '')}`]),
  );
}
