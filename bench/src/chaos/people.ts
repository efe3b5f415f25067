import { login } from '@patchlight/contract/auth';
import { createClient } from '@patchlight/contract/client';
import { createOrganization } from '@patchlight/contract/organizations';
import { createFirstUser } from '@patchlight/contract/setup';
import { createSite } from '@patchlight/contract/sites';

/** A site with the key that it reports with. */
export interface ReportingSite {
  readonly id: string;
  readonly key: string;
}

export const setupToken = 'the setup token of a run with faults';
const email = 'sam@chaos.example';
const password = 'staple horse battery correct';
const organizations = 3;

/** Signs in the superuser of the run; what is read through the API is read as him. */
export async function signIn(baseUrl: string) {
  const { data } = await createClient({ baseUrl }).call(login, { body: { email, password, cookie: false } });
  return createClient({ baseUrl, credential: data.access_token });
}

/** Sets up a fresh server, with sites in several organizations. */
export async function setUp(baseUrl: string, sites: number): Promise<ReportingSite[]> {
  const body = { token: setupToken, email, password, name: 'Sam' };
  const { data } = await createClient({ baseUrl }).call(createFirstUser, { body });
  const client = await signIn(baseUrl);
  const owners = [data.organization.id];
  while (owners.length < organizations)
    owners.push((await client.call(createOrganization, { body: { name: `Organization ${owners.length}` } })).data.id);
  const made: ReportingSite[] = [];
  for (let index = 0; index < sites; index += 1) {
    const { data } = await client.call(createSite, {
      body: {
        url: `https://site-${index}.chaos.example`,
        name: `Site ${index}`,
        organization_id: owners[index % owners.length] as string,
      },
    });
    if (data.api_key === null) throw new Error('A site came without its key.');
    made.push({ id: data.site.id, key: data.api_key });
  }
  return made;
}
