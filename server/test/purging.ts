import { expect } from 'vitest';
import { inTransaction } from '../src/context.ts';
import { flagChangedSites } from '../src/inventory/flag-sites.ts';
import { accountMails } from '../src/messages/account-mails.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { insertInvitation } from '../src/users/invitations.ts';
import { type TestApp, useApp } from './app.ts';
import {
  makeOrganization,
  makeOrganizationKey,
  makePerson,
  makeSite,
  type OrganizationRow,
  type SiteRow,
} from './factories.ts';
import { makeAdvisory } from './judging.ts';

export const api = '/api/v1';
export const day = 86_400_000;
export const ofSite = [
  'site_modules',
  'site_repository_modules',
  'site_module_history',
  'site_reports',
  'patch_runs',
  'event_sites',
  'mutes',
  'report_inbox',
  'site_activity',
  'api_keys',
];
export const ofOrganization = [
  ...ofSite,
  'events',
  'channels',
  'channel_deliveries',
  'sites',
  'modules',
  'module_identities',
  'memberships',
  'invitations',
  'organization_revisions',
  'users',
];

let serial = 0;

/** The application, objects with rows in every table to purge, and looks at what is left of them. */
export function usePurging() {
  const test = useApp();
  return {
    test,
    ...looksOf(test),
    fullSite: (organization = test.cast.home) => fullSite(test, organization),
    fullOrganization: () => fullOrganization(test),
  };
}

function looksOf(test: TestApp) {
  const asSam = (method: string, path: string, body?: object) => actAsSam(test, method, path, body);
  const counts = async (tables: readonly string[], column: string, id: number) =>
    Promise.all(
      tables.map(async (table) => {
        const [row] = await test.sql<{ n: number }>(`select count(*)::int as n from ${table} where ${column} = $1`, [
          id,
        ]);
        return row?.n ?? -1;
      }),
    );
  const purged = (uuid: string) =>
    test.sql<object>(
      "select action, actor_type, actor_name, data->'before' as before from audit_logs where target_id = $1 and action like '%.purged'",
      [uuid],
    );
  /** All that an organization has, row by row. */
  const everythingOf = async (id: number) =>
    (
      await Promise.all(
        [...ofOrganization, 'audit_logs'].map((table) =>
          test.sql<{ row: string }>(
            `select '${table}' || t::text as row from ${table} t where organization_id = $1 order by 1`,
            [id],
          ),
        ),
      )
    ).flatMap((rows) => rows.map(({ row }) => row));

  const personRow = async (id: number) =>
    (
      await test.sql<Record<string, unknown>>(
        'select name, email, hashed_password, organization_id, is_deleted from users where id = $1',
        [id],
      )
    )[0];

  return { asSam, counts, purged, everythingOf, personRow };
}

async function actAsSam(test: TestApp, method: string, path: string, body?: object) {
  const answer = await test.request(test.as(test.cast.sam), method, `${api}${path}`, body);
  expect(answer.status, `${method} ${path} ${answer.text}`).toBeLessThan(300);
  return answer.data;
}

/** A site with rows in every table. */
async function fullSite(test: TestApp, organization: OrganizationRow): Promise<SiteRow> {
  const site = await makeSite(test.ctx, organization);
  for (const version of ['1.0.0', '1.1.0'])
    await actAsSam(test, 'POST', `/sites/${site.uuid}/modules`, {
      extensions: ['one', 'two', 'three']
        .map((name) => ({ name, version }))
        .concat({ name: 'own', version, origin: 'custom' } as never),
    });
  await actAsSam(test, 'POST', `/sites/${site.uuid}/modules`, {
    trigger: 'ci',
    extensions: [{ name: 'one', version: '1.2.0' }],
  });
  await actAsSam(test, 'POST', `/sites/${site.uuid}/patch-run`, {
    updates: [{ module: 'x', from_version: '1.0.0', to_version: '2.0.0' }],
  });
  await actAsSam(test, 'POST', '/mutes', {
    project: 'two',
    site_id: site.uuid,
    reason: 'It goes with the site.',
    until_newer_release: true,
  });
  await storeAdvisories(test.ctx, [makeAdvisory('one', '<1.1.5')]);
  await flagChangedSites(test.ctx);
  await test.sql(
    `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes, body_hash, request_id, actor_type)
    values ($1, $2, gen_random_uuid(), now(), '{}', 2, '', 'waiting', 'system')`,
    [organization.id, site.id],
  );
  expect(Math.min(...(await looksOf(test).counts(ofSite, 'site_id', site.id)))).toBeGreaterThan(0);
  return site;
}

async function fullOrganization(test: TestApp) {
  const organization = await makeOrganization(test.ctx, `Leaving ${++serial}`);
  const person = (name: string, role: 'viewer' | 'superuser' = 'viewer') =>
    makePerson(test.ctx, organization, `${name} ${serial}`, role);
  const people = {
    only: await person('Only'),
    both: await person('Both'),
    root: await person('Root', 'superuser'),
    left: await person('Left'),
  };
  await actAsSam(test, 'POST', '/memberships', {
    user_id: people.both.uuid,
    organization_id: test.cast.away.uuid,
    role: 'viewer',
  });
  const sites = [await fullSite(test, organization), await fullSite(test, organization)];
  await actAsSam(test, 'PUT', '/module-identities/own_too', {
    organization_id: organization.uuid,
    decision: 'custom',
  });
  await makeOrganizationKey(test.ctx, organization, ['read']);
  const hook = {
    type: 'webhook',
    name: 'Hook',
    url: 'https://hooks.example.org/in',
    organization_id: organization.uuid,
  };
  const { channel } = await actAsSam(test, 'POST', '/channels', hook);
  await actAsSam(test, 'POST', `/channels/${channel.id}/test`);
  const invited = {
    organization: { id: organization.id, name: 'x' },
    email: `guest-${serial}@example.org`,
    name: 'Guest',
    role: 'viewer',
  } as const;
  await inTransaction(test.ctx, (tx) => insertInvitation(tx, invited, accountMails('https://x.example')));
  expect(Math.min(...(await looksOf(test).counts(ofOrganization, 'organization_id', organization.id)))).toBeGreaterThan(
    0,
  );
  return { organization, people, sites };
}
