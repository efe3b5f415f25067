import type { CallInput } from '@patchlight/contract/client';
import type { EndpointShape } from '@patchlight/contract/endpoint';
import { usage } from './failure.ts';

/** Query members from `--query 'status=security&tag=prod'`, as they stand in a URL; a leading `?` is fine. */
export function parseQuery(text: string | undefined): Record<string, string> {
  const members: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text ?? '')) {
    if (name in members) throw usage(`--query names ${name} twice.`, { why: 'each filter takes one value' });
    members[name] = value;
  }
  return members;
}

/** The query of a list: what `--query` says, then the options of the command, in pages of the largest size. */
export function listInput<E extends EndpointShape>(
  endpoint: E,
  text: string | undefined,
  options: Record<string, string | undefined> = {},
  params: Record<string, string> = {},
): CallInput<E> {
  const query: Record<string, string | number> = { per_page: 100, ...parseQuery(text) };
  for (const [name, value] of Object.entries(options)) if (value !== undefined) query[name] = value;
  const known = Object.keys((endpoint.query as { properties?: object } | undefined)?.properties ?? {});
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw usage(`There is no filter ${unknown} here.`, { why: `the filters are ${known.join(', ')}` });
  // The values are the person's words; the server, which knows what each filter allows, checks them.
  return { params, query } as unknown as CallInput<E>;
}
