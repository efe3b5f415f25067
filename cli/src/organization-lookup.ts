import type { Client } from '@patchlight/contract/client';
import { listOrganizations } from '@patchlight/contract/organizations';
import { exitCodes } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import { isId } from './site-lookup.ts';

/** The id of an organization by its id or name. Throws a Failure (3) when there is none. */
export async function organizationId(client: Client, wanted: string): Promise<string> {
  if (isId(wanted)) return wanted;
  const { data } = await client.call(listOrganizations, { query: { q: wanted.slice(0, 200), per_page: 100 } });
  const match = data.find((organization) => organization.name.toLowerCase() === wanted.toLowerCase());
  if (match !== undefined) return match.id;
  throw new Failure(exitCodes.nothing, `There is no organization "${wanted}" that you may see.`, {
    details: data.slice(0, 5).map((organization) => `similar: ${organization.name}`),
  });
}

/** The id of the only organization that the caller sees. Throws a usage failure (5) when there are several. */
export async function onlyOrganizationId(client: Client): Promise<string> {
  const { data } = await client.call(listOrganizations, { query: { per_page: 2 } });
  const [only, another] = data;
  if (only !== undefined && another === undefined) return only.id;
  throw usage('Name the organization: you do not see exactly one.', { next: 'add --organization NAME' });
}
