import { endpoints } from '@patchlight/contract/endpoints';
import { type Access, permissions } from '@patchlight/contract/roles';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type Answer, useApp } from './app.ts';
import { readAddresses } from './every-read.ts';
import { contents } from './table-contents.ts';

const test = useApp();
const api = '/api/v1';
const alice = (method: string, path: string, body?: object) =>
  test.request({ ...test.as(test.cast.alice), 'x-request-id': 'of-one-length' }, method, api + path, body);
const charlie = (path: string) => test.request(test.as(test.cast.charlie), 'GET', api + path);
const median = (times: number[]) => times.sort((one, two) => one - two)[Math.floor(times.length / 2)] ?? 0;

describe('T-02: what belongs to others is as what is not there', () => {
  // What no two answers share.
  const withoutOccasion = ({ body, headers }: Answer) => ({
    body: { ...body, timestamp: '' },
    headers: { ...headers, date: '' },
  });

  it.each(['', '/modules', '/reports', '/history', '/patch-run'])('GET a site%s', async (path) => {
    const [foreign, missing] = [
      await alice('GET', `/sites/${test.cast.awaySite.uuid}${path}`),
      await alice('GET', `/sites/${newId()}${path}`),
    ];
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(withoutOccasion(foreign)).toEqual(withoutOccasion(missing));
  });

  it('and takes as long', async () => {
    const times = { foreign: [] as number[], missing: [] as number[] };
    const ask = async (kind: keyof typeof times, id: string) => {
      const started = performance.now();
      await test.app.http.inject({ url: `${api}/sites/${id}`, headers: { ...test.as(test.cast.alice) } });
      times[kind].push(performance.now() - started);
    };
    for (let turn = 0; turn < 200; turn += 1) {
      await ask('foreign', test.cast.awaySite.uuid);
      await ask('missing', newId());
    }
    expect(Math.abs(median(times.foreign) - median(times.missing))).toBeLessThan(5);
  });
});

it('T-03: no foreign write, and what is there stays byte for byte as it was', async () => {
  const { awaySite, awayKey, charlie: person, away } = test.cast;
  const site = `/sites/${awaySite.uuid}`;
  const paths = [site, `${site}/modules`, `${site}/patch-run`, `/users/${person.uuid}`];
  const read = async () => Promise.all(paths.map(async (path) => (await charlie(path)).text));
  const before = await read();
  const rows = await contents(test, { audit_logs: "t.status = 'success'", site_reports: "t.status <> 'rejected'" });
  const writes = [
    ['PUT', site, { name: 'Mine' }],
    ['DELETE', site, undefined],
    ['POST', `${site}/modules`, { extensions: [] }],
    ['POST', `${site}/patch-run`, { updates: [{ module: 'token', from_version: '1.0.0', to_version: '1.0.1' }] }],
    ['PUT', `/users/update/${person.uuid}`, { name: 'Mine' }],
    ['DELETE', `/users/delete/${person.uuid}`, undefined],
    ['PUT', `/organizations/${away.uuid}`, { name: 'Mine' }],
    ['DELETE', `/api-keys/${awayKey.uuid}`, undefined],
    ['POST', `/api-keys/${awayKey.uuid}/rotate`, {}],
  ] as const;
  for (const [method, path, body] of writes)
    expect((await alice(method, path, body)).status, `${method} ${path}`).toBe(404);
  expect(await read()).toEqual(before);
  expect(await contents(test, { audit_logs: "t.status = 'success'", site_reports: "t.status <> 'rejected'" })).toEqual(
    rows,
  );
});

describe('T-06: a site key does one thing', () => {
  it('for its own site and no other', async () => {
    const { site, second, awaySite } = test.cast;
    const send = (uuid: string) =>
      test.request(test.as(site.key), 'POST', `${api}/sites/${uuid}/modules`, { extensions: [] });
    const statuses = [await send(site.uuid), await send(second.uuid), await send(awaySite.uuid)];
    expect(statuses.map(({ status }) => status)).toEqual([202, 404, 404]);
  });

  it('and reads nothing but itself', async () => {
    const { site, home, alice: person } = test.cast;
    await test.request(test.as(site.key), 'POST', `${api}/reports`, {
      extensions: [{ name: 'token', version: '1.0.0' }],
    });
    const muted = { project: 'token', site_id: site.uuid, reason: 'To be looked at.', until_newer_release: true };
    const hook = { type: 'webhook', name: 'Hook', url: 'https://hooks.example.org/in' };
    const named = {
      channel_id: (await alice('POST', '/channels', hook)).data.channel.id,
      mute_id: (await alice('POST', '/mutes', muted)).data.id,
      site_id: site.uuid,
      org_id: home.uuid,
      user_id: person.uuid,
      report_id: newId(),
      module_id: 'token',
      advisory_id: 'SA-CONTRIB-2026-001',
      feed_key: 'release-history:token',
      dead_letter_id: newId(),
    };
    const addresses = readAddresses(named);
    expect(addresses).toEqual(
      expect.arrayContaining(
        ['users', 'sites', 'audit-logs', 'reports/module-updates'].map((name) => expect.stringContaining(`/${name}`)),
      ),
    );
    for (const address of addresses) {
      const { status } = await test.request(test.as(site.key), 'GET', address);
      expect(status, address).toBe(address === `${api}/auth/me` ? 200 : 403);
    }
  });
});

describe('T-18: references stay in one organization', () => {
  it('every foreign key from tenant to tenant names the organization too', async () => {
    const keys = await test.sql<{ name: string; scoped: boolean; tenants: boolean }>(`
      with tenant as (select attrelid, attnum from pg_attribute join pg_class c on c.oid = attrelid
        where attname = 'organization_id' and attnotnull and c.relkind = 'r')
      select k.conname as name, k.conkey @> array[f.attnum] and k.confkey @> array[t.attnum] as scoped
      from pg_constraint k join tenant f on f.attrelid = k.conrelid join tenant t on t.attrelid = k.confrelid
      where k.contype = 'f'`);
    expect(keys.length).toBeGreaterThan(2);
    expect(keys.filter(({ scoped }) => !scoped)).toEqual([]);
  });

  // To a superuser nothing is foreign.
  const isOfTenants = (access: Access) => access !== 'public' && permissions[access] !== 'superuser';
  const named = endpoints.flatMap(({ name, method, path, body, permission }) => {
    const fields = Object.keys((body as { properties?: object } | undefined)?.properties ?? {});
    return fields
      .filter((field) => /_ids?$/.test(field) && !['report_id', 'tax_id'].includes(field) && isOfTenants(permission))
      .map((field) => ({ name, method, path, field }));
  });
  it.each(named)('$name takes nothing of another organization as $field', async ({ method, path, field }) => {
    const { home, away, awaySite, charlie: person, site, alice: self } = test.cast;
    const foreign: Record<string, unknown> = {
      organization_id: away.uuid,
      site_id: awaySite.uuid,
      site_ids: [awaySite.uuid],
      user_id: person.uuid,
      owner_id: person.uuid,
    };
    if (foreign[field] === undefined) throw new Error(`Say what a foreign ${field} is.`);
    const good: Record<string, object> = {
      [`${api}/users/add`]: { email: 'x@example.org', name: 'X', role: 'viewer' },
      [`${api}/memberships`]: { user_id: self.uuid, organization_id: home.uuid, role: 'viewer' },
      [`${api}/sites/bulk`]: { action: 'add_tags', tags: ['x'] },
      [`${api}/sites`]: { url: 'https://x.example', name: 'X' },
      [`${api}/channels`]: { type: 'webhook', name: 'X', url: 'https://hooks.example.org/in' },
      [`${api}/api-keys`]: { name: 'X', type: field === 'site_id' ? 'site' : 'organization' },
    };
    const before = await contents(test, { audit_logs: "t.status = 'success'" });
    const url = path.replace('{site_id}', site.uuid);
    const answer = await test.request(test.as(self), method, url, { ...good[path], [field]: foreign[field] });
    // Of many sites it says which of them are not there.
    if (field === 'site_ids') expect(answer.data).toMatchObject({ changed: 0, skipped: [{ reason: 'not_found' }] });
    else expect([400, 404], answer.text).toContain(answer.status);
    expect(await contents(test, { audit_logs: "t.status = 'success'" })).toEqual(before);
  });
});
