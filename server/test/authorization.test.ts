import { takesIdempotencyKey } from '@patchlight/contract/address';
import { endpoints } from '@patchlight/contract/endpoints';
import { keyScopes, permissions, type Role, roleHas, roles } from '@patchlight/contract/roles';
import { parseOsvAdvisory } from '@patchlight/drupal/advisories';
import { createSigner } from 'fast-jwt';
import { v7 as newId } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../src/context.ts';
import { accountMails } from '../src/messages/account-mails.ts';
import { storeAdvisories } from '../src/modules/store-advisories.ts';
import { insertInvitation } from '../src/users/invitations.ts';
import { type Answer, type Headers, secretKey, useApp } from './app.ts';
import { canary, changePerson } from './cast.ts';
import { makeOrganization, makePerson, makeSite, type OrganizationRow, password, type SiteRow } from './factories.ts';
import { besideRefusals, checksums } from './table-contents.ts';

const test = useApp();

const actorNames = [
  'anonymous',
  'expired',
  'revoked',
  'deleted',
  'otherAudience',
  'sam',
  'alice',
  'dev',
  'vic',
  'demoted',
  'charlie',
  'siteKey',
  'otherSiteKey',
  'awaySiteKey',
  'readKey',
  'reportKey',
  'writeKey',
] as const;
type ActorName = (typeof actorNames)[number];
/** Whose object a request is about: of the home organization, of Charlie's, or of nobody. */
type Side = 'home' | 'away' | 'missing';

const actors = {} as Record<ActorName, Headers>;
const reportIds = { home: newId(), away: newId(), missing: newId() };
const customModules = { home: '', away: '', missing: newId() };
const advisoryId = 'SA-CONTRIB-2026-001';

beforeAll(async () => {
  const { cast, ctx } = test;
  const [gone, fallen] = [
    await makePerson(ctx, cast.home, 'Gone', 'organization_admin'),
    await makePerson(ctx, cast.home, 'Fallen', 'organization_admin'),
  ];
  test.setNow('2026-11-22T11:00:00Z');
  const expired = test.as(cast.alice);
  test.setNow('2026-11-22T12:00:00Z');
  Object.assign(actors, {
    anonymous: {},
    expired,
    revoked: test.as(cast.keys.revoked.secret),
    deleted: test.as(gone),
    otherAudience: { authorization: `Bearer ${tokenForElsewhere()}` },
    sam: test.as(cast.sam),
    alice: test.as(cast.alice),
    dev: test.as(cast.dev),
    vic: test.as(cast.vic),
    demoted: test.as(fallen),
    charlie: test.as(cast.charlie),
    siteKey: test.as(cast.site.key),
    otherSiteKey: test.as(cast.second.key),
    awaySiteKey: test.as(cast.awaySite.key),
    readKey: test.as(cast.keys.read.secret),
    reportKey: test.as(cast.keys.report.secret),
    writeKey: test.as(cast.keys.write.secret),
  });
  for (const [side, site] of [
    ['home', cast.site],
    ['away', cast.awaySite],
  ] as const) {
    await test.request(test.as(site.key), 'POST', '/api/v1/reports', {
      report_id: reportIds[side],
      extensions: [
        { name: 'token', version: '8.x-1.13' },
        { name: 'acme_shop', origin: 'custom', version: side === 'home' ? '1.0' : `2.0-${canary}` },
        ...(side === 'home' ? [] : [{ name: `${canary}_shop`, origin: 'custom' }]),
      ],
    });
    const [module] = await test.sql<{ uuid: string }>(
      "select uuid from modules where module_name = 'acme_shop' and organization_id = $1",
      [site.organization.id],
    );
    customModules[side] = module?.uuid ?? '';
  }
  const advisory = {
    schema_version: '1.7.0',
    id: 'DRUPAL-CONTRIB-2026-001',
    modified: '2026-11-01T00:00:00Z',
    published: '2026-11-01T00:00:00Z',
    details: 'x',
    affected: [
      {
        package: { name: 'drupal/token', ecosystem: 'Packagist:https://packages.drupal.org/8' },
        database_specific: { affected_versions: '<1.15.0' },
      },
    ],
  };
  await storeAdvisories(ctx, [parseOsvAdvisory(advisory)]);
  await changePerson(ctx, gone, 'deleted');
  await changePerson(ctx, fallen, 'demoted');
});

// Whoever signed out is back for the next test.
afterEach(() => test.sql("update sessions set ended_at = null where end_reason = 'logout'"));

interface Build {
  url: string;
  body?: object;
}
interface Row {
  /** The request about an object of that side; a changing one makes its object anew. */
  readonly build: (side: Side, actor: ActorName) => Build | Promise<Build>;
  /** One status where no object is named, else those for the home organization's and for Charlie's. */
  readonly expect: Partial<Record<ActorName, number | readonly [number, number]>>;
  readonly otherwise: number | readonly [number, number];
}

/** Right in every way but one: it was made for somebody else to read. */
function tokenForElsewhere(): string {
  const iat = Math.floor(test.now().getTime() / 1000);
  const { uuid, sessionId } = test.cast.alice;
  const claims = { sub: uuid, tv: 0, sid: sessionId, iss: 'patchlight', aud: 'elsewhere', iat, exp: iat + 900 };
  return createSigner({ key: secretKey, algorithm: 'HS256', header: { typ: 'at+jwt', alg: 'HS256' } })(claims);
}

const everybody = (status: number) => ({
  anonymous: status,
  expired: status,
  revoked: status,
  deleted: status,
  otherAudience: status,
});
const refused = everybody(401);
const ok = [200, 404] as const;
const both = [200, 200] as const;
const low = [403, 404] as const;
const none = [404, 404] as const;

const row = (build: Row['build'], otherwise: Row['otherwise'], expected: Row['expect'] = {}): Row => ({
  build,
  otherwise,
  expect: { ...refused, ...expected },
});
/** A list of what the caller may see. */
const list = (url: string) => row(() => ({ url }), 200, { siteKey: 403, otherSiteKey: 403, reportKey: 403 });
/** Something of a site that every member may read. */
const ofSite = (path: (site: string, side: Side) => string) =>
  row((side) => ({ url: path(siteOf(side).uuid, side) }), ok, {
    sam: both,
    charlie: [404, 200],
    siteKey: low,
    otherSiteKey: none,
    reportKey: low,
  });
const ofModule = (path: (id: string) => string) =>
  row((side) => ({ url: path(customModules[side]) }), ok, {
    sam: both,
    charlie: [404, 200],
    siteKey: 403,
    otherSiteKey: 403,
    reportKey: 403,
  });
/** Changes a site: developers and above, and keys that write. */
const changes = (success: number) =>
  ({
    sam: [success, success],
    alice: [success, 404],
    dev: [success, 404],
    charlie: [404, success],
    writeKey: [success, 404],
    otherSiteKey: none,
  }) as const;

function siteOf(side: Side): Pick<SiteRow, 'uuid'> {
  return side === 'home' ? test.cast.site : side === 'away' ? test.cast.awaySite : { uuid: newId() };
}

function organizationOf(side: Side): Pick<OrganizationRow, 'uuid'> {
  return side === 'home' ? test.cast.home : side === 'away' ? test.cast.away : { uuid: newId() };
}

async function freshSite(side: Side, actor: ActorName): Promise<{ uuid: string }> {
  const isOwn = (side === 'home' && actor === 'siteKey') || (side === 'away' && actor === 'awaySiteKey');
  if (side === 'missing' || isOwn) return siteOf(side);
  return makeSite(test.ctx, side === 'home' ? test.cast.home : test.cast.away);
}

/** Only the superuser gets as far as a deletion: he is given an organization to lose. */
async function doomed(side: Side, actor: ActorName): Promise<string> {
  if (actor !== 'sam' || side === 'missing') return organizationOf(side).uuid;
  return (await makeOrganization(test.ctx, `Doomed ${next()}`)).uuid;
}

async function freshKey(side: Side): Promise<{ uuid: string }> {
  if (side === 'missing') return { uuid: newId() };
  const site = await makeSite(test.ctx, side === 'home' ? test.cast.home : test.cast.away);
  const [key] = await test.sql<{ uuid: string }>('select uuid from api_keys where site_id = $1', [site.id]);
  return { uuid: key?.uuid ?? '' };
}

function homeOf(side: Side): OrganizationRow {
  return side === 'away' ? test.cast.away : test.cast.home;
}

async function freshPerson(side: Side): Promise<{ id: number; uuid: string }> {
  if (side === 'missing') return { id: 0, uuid: newId() };
  return makePerson(test.ctx, homeOf(side), `Passer-by ${next()}`, 'viewer');
}

/** The membership of somebody at home there, or of a guest. */
async function freshMembership(side: Side, kind: 'home' | 'guest'): Promise<string> {
  if (side === 'missing') return newId();
  const { id } = await freshPerson(kind === 'home' ? side : side === 'home' ? 'away' : 'home');
  if (kind === 'guest')
    await test.sql("insert into memberships (organization_id, user_id, role) values ($1, $2, 'viewer')", [
      homeOf(side).id,
      id,
    ]);
  const [row] = await test.sql<{ uuid: string }>(
    'select uuid from memberships where user_id = $1 and organization_id = $2',
    [id, homeOf(side).id],
  );
  return row?.uuid ?? '';
}

async function freshInvitation(side: Side): Promise<string> {
  if (side === 'missing') return newId();
  const organization = { id: homeOf(side).id, name: 'x' };
  const input = { organization, email: `guest-${next()}@example.org`, name: 'Guest', role: 'viewer' } as const;
  return (await inTransaction(test.ctx, (tx) => insertInvitation(tx, input, accountMails('https://x.example')))).uuid;
}

async function freshTag(side: Side): Promise<string> {
  const tag = `tag-${next()}`;
  if (side !== 'missing') {
    const { uuid } = await makeSite(test.ctx, homeOf(side));
    await test.sql('update sites set tags = array[$2] where uuid = $1', [uuid, tag]);
  }
  return tag;
}

async function decidedName(side: Side): Promise<string> {
  const name = `decided_${next()}`;
  if (side !== 'missing')
    await test.sql('insert into module_identities (organization_id, name, decided_at) values ($1, $2, now())', [
      homeOf(side).id,
      name,
    ]);
  return name;
}

const muted = { reason: 'It is looked into.', until_newer_release: true };

async function freshMute(side: Side): Promise<string> {
  if (side === 'missing') return newId();
  const { data } = await test.request(test.as(test.cast.sam), 'POST', `${api}/mutes`, {
    project: 'token',
    organization_id: organizationOf(side).uuid,
    ...muted,
  });
  return data.id;
}

/** Not by a request: an organization has twenty at most. */
async function freshChannel(side: Side): Promise<string> {
  const uuid = newId();
  if (side !== 'missing')
    await test.sql(
      `insert into channels (organization_id, uuid, type, name, url, secret, events, tags, is_active, last_notice_id, created_at,
        updated_at) values ($1, $2, 'webhook', 'Hook', 'https://hooks.example.org/in', '\\x00', '{}', '{}', true, 0, now(), now())`,
      [homeOf(side).id, uuid],
    );
  return uuid;
}

/** The path of one that was given up. */
async function freshDelivery(side: Side): Promise<string> {
  const [channel, delivery] = [await freshChannel(side), newId()];
  if (side !== 'missing')
    await test.sql(
      `insert into channel_deliveries (organization_id, uuid, channel_id, event, subject, body, status, attempts, created_at)
        select organization_id, $2, id, 'test', 'A test', '{}', 'failed', 1, now() from channels where uuid = $1`,
      [channel, delivery],
    );
  return `${channel}/deliveries/${delivery}`;
}

/** A report of the home organization that was given up. */
async function deadLetter(): Promise<string> {
  const id = newId();
  const { site, home } = test.cast;
  await test.sql(
    `insert into report_inbox (organization_id, site_id, report_id, received_at, body, body_bytes, body_hash, request_id, actor_type, dead_at,
      uuid, tries, failure) values ($1, $2, gen_random_uuid(), now(), '{}', 2, '', 'test', 'system', now(), $3, 5, 'It failed.')`,
    [home.id, site.id, id],
  );
  return id;
}

let made = 0;
const next = (): number => ++made;
const report = { extensions: [{ name: 'pathauto', version: '8.x-1.13' }] };
const api = '/api/v1';

const people = { sam: 200, alice: 200, dev: 200, vic: 200, demoted: 200, charlie: 200 } as const;
const keys = { siteKey: 403, otherSiteKey: 403, readKey: 403, reportKey: 403, writeKey: 403 } as const;
/** For administrators of the organization, and for the superuser. */
const admins = (success: number) =>
  ({ sam: [success, success], alice: [success, 404], charlie: [404, success] }) as const;

/** What somebody is told of is theirs alone: even those who see the person are refused. At home Sam asks for himself. */
const ofOneself = (build: (person: string, isSam: boolean) => Build | Promise<Build>) =>
  row(
    async (side, actor) => {
      const isSam = side === 'home' && actor === 'sam';
      return build(`${api}/users/${isSam ? test.cast.sam.uuid : (await freshPerson(side)).uuid}`, isSam);
    },
    low,
    { sam: [200, 403], charlie: [404, 403] },
  );

/** A message to Sam that was sent. */
async function sentMessage(): Promise<string> {
  const [message] = await test.sql<{ id: number; uuid: string }>(
    `insert into messages (uuid, user_id, kind, subject, created_at) values ($1, $2, 'test', 'A test', $3) returning id, uuid`,
    [newId(), test.cast.sam.id, test.now()],
  );
  await test.sql(
    `insert into outbox (kind, recipient, subject, text, created_at, sent_at, message_id) values ('test', $1, 'A test', 'Text', $2, $2, $3)`,
    [test.cast.sam.email, test.now(), message?.id],
  );
  return message?.uuid ?? '';
}

const table: Record<string, Row> = {
  createFirstUser: row(
    () => ({
      url: `${api}/setup`,
      body: { token: 'wrong', email: 'x@example.org', password, name: 'X', organization_name: 'X' },
    }),
    404,
    everybody(404),
  ),
  login: row(() => ({ url: `${api}/auth/login`, body: { email: 'alice@example.org', password } }), 200, everybody(200)),
  getMe: row(() => ({ url: `${api}/auth/me` }), 200),
  refreshSession: row(() => ({ url: `${api}/auth/refresh`, body: { refresh_token: 'x' } }), 401),
  logout: row(() => ({ url: `${api}/auth/logout` }), 401, people),
  listSessions: row(() => ({ url: `${api}/auth/sessions` }), 200, keys),
  endSession: row(() => ({ url: `${api}/auth/sessions/${newId()}` }), 404, keys),
  forgotPassword: row(
    () => ({ url: `${api}/auth/forgot-password`, body: { email: 'nobody@example.org' } }),
    200,
    everybody(200),
  ),
  resetPassword: row(
    () => ({ url: `${api}/auth/reset-password`, body: { token: 'x', password } }),
    400,
    everybody(400),
  ),
  acceptInvitation: row(
    () => ({ url: `${api}/auth/accept-invitation`, body: { token: 'x', password } }),
    400,
    everybody(400),
  ),
  createUser: row(
    (side) => ({
      url: `${api}/users/add`,
      body: {
        email: `new-${next()}@example.org`,
        name: 'New',
        role: 'viewer',
        organization_id: organizationOf(side).uuid,
      },
    }),
    403,
    admins(201),
  ),
  getUser: row(async (side) => ({ url: `${api}/users/${(await freshPerson(side)).uuid}` }), low, admins(200)),
  listUsers: row(() => ({ url: `${api}/users` }), 200, keys),
  updateUser: row(
    async (side) => ({ url: `${api}/users/update/${(await freshPerson(side)).uuid}`, body: { name: 'Changed' } }),
    low,
    admins(200),
  ),
  deleteUser: row(async (side) => ({ url: `${api}/users/delete/${(await freshPerson(side)).uuid}` }), low, admins(200)),
  restoreUser: row(
    async (side, actor) => {
      const { id, uuid } = await freshPerson(side);
      if (actor === 'sam')
        await test.sql('update users set is_deleted = true, deleted_at = $2 where id = $1', [id, test.now()]);
      return { url: `${api}/users/${uuid}/restore` };
    },
    low,
    { sam: both, charlie: [404, 403] },
  ),
  listMemberships: row(() => ({ url: `${api}/memberships` }), 403, { sam: 200, alice: 200, charlie: 200 }),
  createMembership: row(
    async (side) => {
      // At home there, and no longer a member.
      const { id, uuid } = await freshPerson(side);
      await test.sql('delete from memberships where user_id = $1', [id]);
      return {
        url: `${api}/memberships`,
        body: { user_id: uuid, organization_id: organizationOf(side).uuid, role: 'viewer' },
      };
    },
    403,
    admins(201),
  ),
  updateMembership: row(
    async (side) => ({
      url: `${api}/memberships/${await freshMembership(side, 'home')}`,
      body: { role: 'developer' },
    }),
    low,
    admins(200),
  ),
  deleteMembership: row(
    async (side) => ({ url: `${api}/memberships/${await freshMembership(side, 'guest')}` }),
    low,
    admins(200),
  ),
  listInvitations: row(() => ({ url: `${api}/invitations` }), 403, { sam: 200, alice: 200, charlie: 200 }),
  resendInvitation: row(
    async (side) => ({ url: `${api}/invitations/${await freshInvitation(side)}/resend` }),
    low,
    admins(200),
  ),
  revokeInvitation: row(
    async (side) => ({ url: `${api}/invitations/${await freshInvitation(side)}` }),
    low,
    admins(200),
  ),
  createOrganization: row(() => ({ url: `${api}/organizations`, body: { name: `New ${next()}` } }), 403, {
    sam: 201,
  }),
  listOrganizations: list(`${api}/organizations`),
  getOrganization: row((side) => ({ url: `${api}/organizations/${organizationOf(side).uuid}` }), ok, {
    sam: both,
    charlie: [404, 200],
    siteKey: low,
    otherSiteKey: low,
    reportKey: low,
  }),
  updateOrganization: row(
    (side) => ({ url: `${api}/organizations/${organizationOf(side).uuid}`, body: { name: `Renamed ${next()}` } }),
    low,
    { sam: both, alice: ok, charlie: [404, 200] },
  ),
  deleteOrganization: row(async (side, actor) => ({ url: `${api}/organizations/${await doomed(side, actor)}` }), low, {
    sam: both,
    charlie: [404, 403],
  }),
  restoreOrganization: row(
    async (side, actor) => {
      const uuid = await doomed(side, actor);
      if (actor === 'sam')
        await test.sql('update organizations set is_deleted = true, deleted_at = $2 where uuid = $1', [
          uuid,
          test.now(),
        ]);
      return { url: `${api}/organizations/${uuid}/restore` };
    },
    low,
    { sam: both, charlie: [404, 403] },
  ),
  listOrganizationRevisions: row(
    (side) => ({ url: `${api}/organizations/${organizationOf(side).uuid}/revisions` }),
    low,
    {
      sam: both,
      alice: ok,
      charlie: [404, 200],
    },
  ),
  createSite: row(
    (side) => ({
      url: `${api}/sites`,
      body: { url: `https://new-${next()}.example`, name: 'New', organization_id: organizationOf(side).uuid },
    }),
    403,
    { sam: [201, 201], alice: [201, 404], dev: [201, 404], charlie: [404, 201], writeKey: [201, 404] },
  ),
  listSites: list(`${api}/sites`),
  getSiteFacets: list(`${api}/sites/facets`),
  // What is not the caller's to change is said of each site.
  changeSites: row(
    async (side, actor) => ({
      url: `${api}/sites/bulk`,
      body: { action: 'add_tags', site_ids: [(await freshSite(side, actor)).uuid], tags: ['bulk'] },
    }),
    403,
    { sam: 200, alice: 200, dev: 200, charlie: 200, writeKey: 200 },
  ),
  getSite: ofSite((site) => `${api}/sites/${site}`),
  listTags: list(`${api}/tags`),
  renameTag: row(
    async (side) => ({
      url: `${api}/tags/${await freshTag(side)}`,
      body: { name: `renamed-${next()}`, organization_id: organizationOf(side).uuid },
    }),
    403,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  deleteTag: row(
    async (side) => ({ url: `${api}/tags/${await freshTag(side)}?organization_id=${organizationOf(side).uuid}` }),
    403,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  listSavedViews: row(() => ({ url: `${api}/saved-views` }), 200, keys),
  createSavedView: row(
    () => ({ url: `${api}/saved-views`, body: { name: `View ${next()}`, list: 'sites', query: { tag: 'shop' } } }),
    201,
    keys,
  ),
  updateSavedView: row(() => ({ url: `${api}/saved-views/${newId()}`, body: { name: 'Renamed' } }), 404, keys),
  deleteSavedView: row(() => ({ url: `${api}/saved-views/${newId()}` }), 404, keys),
  updateSite: row(
    async (side, actor) => ({
      url: `${api}/sites/${(await freshSite(side, actor)).uuid}`,
      body: { description: 'changed' },
    }),
    low,
    changes(200),
  ),
  deleteSite: row(async (side, actor) => ({ url: `${api}/sites/${(await freshSite(side, actor)).uuid}` }), low, {
    sam: both,
    alice: ok,
    charlie: [404, 200],
    otherSiteKey: none,
  }),
  restoreSite: row(
    async (side, actor) => {
      if (actor !== 'sam') return { url: `${api}/sites/${siteOf(side).uuid}/restore` };
      const { uuid } = await freshSite(side, actor);
      await test.sql('update sites set is_deleted = true, deleted_at = $2 where uuid = $1', [uuid, test.now()]);
      return { url: `${api}/sites/${uuid}/restore` };
    },
    low,
    { sam: both, charlie: [404, 403], otherSiteKey: none },
  ),
  createApiKey: row(
    async (side, actor) => ({
      url: `${api}/api-keys`,
      body: { name: 'Second', type: 'site', site_id: (await freshSite(side, actor)).uuid },
    }),
    403,
    { sam: [201, 201], alice: [201, 404], dev: [201, 404], charlie: [404, 201], writeKey: [201, 404] },
  ),
  listApiKeys: row(() => ({ url: `${api}/api-keys` }), 403, {
    sam: 200,
    alice: 200,
    dev: 200,
    charlie: 200,
    writeKey: 200,
  }),
  revokeApiKey: row(async (side) => ({ url: `${api}/api-keys/${(await freshKey(side)).uuid}` }), low, {
    sam: both,
    alice: ok,
    dev: ok,
    charlie: [404, 200],
    writeKey: ok,
  }),
  rotateApiKey: row(
    async (side) => ({ url: `${api}/api-keys/${(await freshKey(side)).uuid}/rotate`, body: { overlap_hours: 1 } }),
    low,
    { sam: [201, 201], alice: [201, 404], dev: [201, 404], charlie: [404, 201], writeKey: [201, 404] },
  ),
  sendSiteReport: row(
    async (side, actor) => ({ url: `${api}/sites/${(await freshSite(side, actor)).uuid}/modules`, body: report }),
    low,
    { ...changes(202), siteKey: [202, 404], reportKey: [202, 404] },
  ),
  // Only a site key names its site.
  sendReport: row(() => ({ url: `${api}/reports`, body: { ...report, sequence: next() } }), 400, {
    siteKey: 202,
    otherSiteKey: 202,
    vic: 403,
    demoted: 403,
    readKey: 403,
  }),
  // The site stands in the query: whose it is, is not asked before the permission.
  ingestReport: row(
    async (side, actor) => ({
      url: `${api}/ingest/composer-lock?site_id=${(await freshSite(side, actor)).uuid}`,
      body: { packages: [{ name: 'drupal/core', version: `10.6.${next()}` }] },
    }),
    403,
    { ...changes(202), siteKey: [202, 404], reportKey: [202, 404] },
  ),
  listSiteModules: ofSite((site) => `${api}/sites/${site}/modules?include=custom`),
  listSiteReports: ofSite((site) => `${api}/sites/${site}/reports`),
  getSiteReport: ofSite((site, side) => `${api}/sites/${site}/reports/${reportIds[side]}`),
  compareSite: ofSite((site) => `${api}/sites/${site}/compare`),
  listSiteHistory: ofSite((site) => `${api}/sites/${site}/history`),
  listModules: list(`${api}/modules?include=custom`),
  getModule: ofModule((id) => `${api}/modules/${id}`),
  listModuleVersions: ofModule((id) => `${api}/modules/${id}/versions`),
  listModuleSites: ofModule((id) => `${api}/modules/${id}/sites`),
  listUnmatchedModules: list(`${api}/unmatched-modules`),
  identifyModule: row(
    (side) => ({
      url: `${api}/module-identities/acme_${next()}`,
      body: { organization_id: organizationOf(side).uuid, decision: 'custom' },
    }),
    403,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  forgetModuleIdentity: row(
    async (side) => ({
      url: `${api}/module-identities/${await decidedName(side)}?organization_id=${organizationOf(side).uuid}`,
    }),
    403,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  listAdvisories: list(`${api}/advisories`),
  getAdvisory: list(`${api}/advisories/${advisoryId}`),
  listAdvisorySites: list(`${api}/advisories/${advisoryId}/sites`),
  listMutes: list(`${api}/mutes?state=all`),
  getMute: row(async (side) => ({ url: `${api}/mutes/${await freshMute(side)}` }), ok, {
    sam: both,
    charlie: [404, 200],
    siteKey: low,
    otherSiteKey: low,
    reportKey: low,
  }),
  createMute: row(
    (side) => ({
      url: `${api}/mutes`,
      body: { project: 'token', organization_id: organizationOf(side).uuid, ...muted },
    }),
    403,
    { sam: [201, 201], alice: [201, 404], dev: [201, 404], charlie: [404, 201], writeKey: [201, 404] },
  ),
  // A site or an organization in the query is looked at by the operation.
  previewMute: row((side) => ({ url: `${api}/mutes/preview?project=token&site_id=${siteOf(side).uuid}` }), ok, {
    sam: both,
    charlie: [404, 200],
    siteKey: 403,
    otherSiteKey: 403,
    reportKey: 403,
  }),
  updateMute: row(
    async (side) => ({ url: `${api}/mutes/${await freshMute(side)}`, body: { reason: 'Another reason.' } }),
    low,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  endMute: row(async (side) => ({ url: `${api}/mutes/${await freshMute(side)}/end` }), low, {
    sam: both,
    alice: ok,
    dev: ok,
    charlie: [404, 200],
    writeKey: ok,
  }),
  changeMutes: row(
    async (side) => ({ url: `${api}/mutes/bulk`, body: { action: 'end', ids: [await freshMute(side)] } }),
    403,
    { sam: both, alice: ok, dev: ok, charlie: [404, 200], writeKey: ok },
  ),
  listChannels: row(() => ({ url: `${api}/channels` }), 403, { sam: 200, alice: 200, charlie: 200 }),
  createChannel: row(
    async (side) => {
      for (const table of ['channel_deliveries', 'channels'])
        await test.sql(`delete from ${table} where organization_id = $1`, [homeOf(side).id]);
      return {
        url: `${api}/channels`,
        body: {
          type: 'webhook',
          name: 'Hook',
          url: 'https://hooks.example.org/in',
          organization_id: organizationOf(side).uuid,
        },
      };
    },
    403,
    admins(201),
  ),
  getChannel: row(async (side) => ({ url: `${api}/channels/${await freshChannel(side)}` }), low, admins(200)),
  updateChannel: row(
    async (side) => ({ url: `${api}/channels/${await freshChannel(side)}`, body: { name: 'Renamed' } }),
    low,
    admins(200),
  ),
  deleteChannel: row(async (side) => ({ url: `${api}/channels/${await freshChannel(side)}` }), low, admins(200)),
  testChannel: row(async (side) => ({ url: `${api}/channels/${await freshChannel(side)}/test` }), low, admins(200)),
  rotateChannelSecret: row(
    async (side) => ({ url: `${api}/channels/${await freshChannel(side)}/rotate-secret` }),
    low,
    admins(200),
  ),
  listChannelDeliveries: row(
    async (side) => ({ url: `${api}/channels/${await freshChannel(side)}/deliveries` }),
    low,
    admins(200),
  ),
  replayChannelDelivery: row(
    async (side) => ({ url: `${api}/channels/${await freshDelivery(side)}/replay` }),
    low,
    admins(202),
  ),
  listFeeds: row(() => ({ url: `${api}/feeds` }), 403, { sam: 200 }),
  listFeedFetches: row(() => ({ url: `${api}/feeds/release-history:token/fetches` }), 403, { sam: 200 }),
  refreshFeeds: row(() => ({ url: `${api}/feeds/refresh`, body: {} }), 403, { sam: 202 }),
  pauseFeed: row(() => ({ url: `${api}/feeds/release-history:token/pause` }), 403, { sam: 200 }),
  resumeFeed: row(() => ({ url: `${api}/feeds/release-history:token/resume` }), 403, { sam: 200 }),
  // Its body is no JSON, which is looked at after the permission.
  uploadReleaseHistory: row(() => ({ url: `${api}/feeds/release-history/token`, body: {} }), 403, { sam: 415 }),
  recordPatchRun: row(
    async (side, actor) => ({
      url: `${api}/sites/${(await freshSite(side, actor)).uuid}/patch-run`,
      body: { updates: [{ module: 'pathauto', from_version: '8.x-1.12', to_version: '8.x-1.13' }] },
    }),
    low,
    { ...changes(201), siteKey: [201, 404] },
  ),
  listPatchRuns: ofSite((site) => `${api}/sites/${site}/patch-run`),
  getOverview: list(`${api}/overview`),
  getRunway: list(`${api}/runway`),
  reportModuleUpdates: list(`${api}/reports/module-updates?per_page=100`),
  reportPatchRun: list(`${api}/reports/patch-run?group_by=site`),
  listMessages: ofOneself((person) => ({ url: `${person}/messages` })),
  resendMessage: ofOneself(async (person, isSam) => ({
    url: `${person}/messages/${isSam ? await sentMessage() : newId()}/resend`,
  })),
  previewDigest: ofOneself((person) => ({ url: `${person}/digest-preview`, body: { kind: 'daily' } })),
  forecastMessages: ofOneself((person) => ({ url: `${person}/messages/forecast` })),
  requestAddressVerification: ofOneself((person) => ({ url: `${person}/verify-address` })),
  listOrganizationMessages: row(
    (side) => ({ url: `${api}/organizations/${organizationOf(side).uuid}/messages` }),
    low,
    { sam: both, alice: ok, charlie: [404, 200] },
  ),
  getNotificationDefaults: row(
    (side) => ({ url: `${api}/organizations/${organizationOf(side).uuid}/notification-defaults` }),
    ok,
    { sam: both, charlie: [404, 200], siteKey: low, otherSiteKey: low, reportKey: low },
  ),
  updateNotificationDefaults: row(
    (side) => ({
      url: `${api}/organizations/${organizationOf(side).uuid}/notification-defaults`,
      body: { digest_hour: next() % 24 },
    }),
    low,
    { sam: both, alice: ok, charlie: [404, 200] },
  ),
  unsubscribe: row(() => ({ url: `${api}/unsubscribe`, body: { token: 'x' } }), 400, everybody(400)),
  verifyAddress: row(() => ({ url: `${api}/auth/verify-address`, body: { token: 'x' } }), 400, everybody(400)),
  listMails: row(() => ({ url: `${api}/mails` }), 403, { sam: 200 }),
  listJobs: row(() => ({ url: `${api}/jobs` }), 403, { sam: 200 }),
  runJob: row(() => ({ url: `${api}/jobs/purge/run` }), 403, { sam: 202 }),
  listDeadLetters: row(() => ({ url: `${api}/jobs/dead-letters` }), 403, { sam: 200 }),
  getDeadLetter: row(async () => ({ url: `${api}/jobs/dead-letters/${await deadLetter()}` }), 403, { sam: 200 }),
  replayDeadLetter: row(async () => ({ url: `${api}/jobs/dead-letters/${await deadLetter()}/replay` }), 403, {
    sam: 202,
  }),
  replayDeadLetters: row(
    async () => {
      await deadLetter();
      return { url: `${api}/jobs/dead-letters/replay`, body: {} };
    },
    403,
    { sam: 202 },
  ),
  dropDeadLetter: row(async () => ({ url: `${api}/jobs/dead-letters/${await deadLetter()}` }), 403, { sam: 200 }),
  streamEvents: list(`${api}/events`),
  listAuditLogs: row(() => ({ url: `${api}/audit-logs?per_page=100` }), 403, { sam: 200, alice: 200, charlie: 200 }),
};

/** An answer without what differs from one request to the next. */
function withoutOccasion({ status, body }: Answer): object {
  const { timestamp: _timestamp, request_id: _id, links: _links, ...rest } = body;
  return { status, ...rest };
}

/** What the table says of an actor. A key of Charlie's site is told at home what a key of the home organization is told away. */
function expectedOf({ expect: expected, otherwise }: Row, actor: ActorName): number | readonly [number, number] {
  if (actor !== 'awaySiteKey') return expected[actor] ?? otherwise;
  const mirrored = expected.siteKey ?? otherwise;
  return typeof mirrored === 'number' ? mirrored : [mirrored[1], mirrored[0]];
}

function rowOf(name: string): Row {
  const entry = table[name];
  if (entry === undefined) throw new Error(`${name} stands in no row of the table.`);
  return entry;
}

it('T-01: has a row for every endpoint of the contract and no other', () => {
  expect(Object.keys(table).sort()).toEqual(endpoints.map(({ name }) => name).sort());
});

describe.each(endpoints)('T-01: $method $path', ({ name, method, path }) => {
  const address = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
  it.each(actorNames)('%s', async (actor) => {
    const entry = rowOf(name);
    const expected = expectedOf(entry, actor);
    const answers = {} as Record<Side, Answer>;
    // A request about no object is the same on every side.
    const sides: readonly Side[] = entry.build.length === 0 ? ['home'] : ['home', 'away', 'missing'];
    for (const side of sides) {
      const { url, body } = await entry.build(side, actor);
      expect(url.split('?')[0]).toMatch(address);
      answers[side] = await test.request(actors[actor], method, url, body);
    }
    const statuses = [answers.home.status, (answers.away ?? answers.home).status];
    expect(statuses).toEqual(typeof expected === 'number' ? [expected, expected] : expected);
    if (actor === 'sam' || actor === 'charlie' || actor === 'awaySiteKey') {
      if (typeof expected === 'object') expect(answers.missing.status).toBe(404);
      return;
    }
    if (typeof expected === 'object') expect(withoutOccasion(answers.away)).toEqual(withoutOccasion(answers.missing));
    for (const { text } of Object.values(answers)) expect(text).not.toContain(canary);
  });
});

it('Charlie is told of the home organization’s objects what he is told of missing ones', async () => {
  for (const { name, method } of endpoints) {
    const entry = table[name];
    if (entry === undefined || !Array.isArray(entry.expect.charlie)) continue;
    const [home, missing] = [await entry.build('home', 'charlie'), await entry.build('missing', 'charlie')];
    const answers = [
      await test.request(actors.charlie, method, home.url, home.body),
      await test.request(actors.charlie, method, missing.url, missing.body),
    ];
    expect(answers.map(withoutOccasion)[0], name).toEqual(answers.map(withoutOccasion)[1]);
  }
});

it.each(endpoints.filter(takesIdempotencyKey))('L-09: $method $path gives its answer again', async (endpoint) => {
  const { url, body } = (await table[endpoint.name]?.build('home', 'sam')) ?? { url: '' };
  const actor = { ...actors.sam, 'idempotency-key': newId() };
  const [first, second] = [
    await test.request(actor, endpoint.method, url, body),
    await test.request(actor, endpoint.method, url, body),
  ];
  const hidden = Object.fromEntries((endpoint.shownOnce ?? []).map((member) => [member, null]));
  expect([second.status, second.headers['idempotency-replayed']]).toEqual([first.status, 'true']);
  expect(second.body).toEqual({ ...first.body, data: first.data && { ...first.data, ...hidden } });
});

it('J-13: no secret is kept with the answer that a repeat is given', async () => {
  const kept = await test.sql<{ answer: string }>('select answer from idempotency_keys');
  expect(kept.length).toBeGreaterThan(10);
  for (const { answer } of kept) expect(answer).not.toMatch(/pl_(site|org)_\w{13}/);
});

describe('of what changes something', () => {
  const changing = endpoints.filter(({ method }) => method !== 'GET');
  const homeStatus = (name: string, actor: ActorName) => {
    const expected = expectedOf(rowOf(name), actor);
    return typeof expected === 'number' ? expected : expected[0];
  };
  const isOpen = (name: string) => homeStatus(name, 'anonymous') !== 401;

  it('R-01: a viewer changes nothing but what is their own', async () => {
    const ofSessions = ['logout', 'endSession', 'refreshSession'];
    const own = [...ofSessions, 'createSavedView', 'updateSavedView', 'deleteSavedView'];
    const others = changing.filter(({ name }) => !isOpen(name) && !own.includes(name));
    expect(others.length).toBeGreaterThan(20);
    const requests = [];
    for (const { name, method } of others) requests.push({ name, method, ...(await rowOf(name).build('home', 'vic')) });
    const before = await checksums(test, besideRefusals);
    for (const { name, method, url, body } of requests)
      expect((await test.request(actors.vic, method, url, body)).status, name).toBe(403);
    expect(await checksums(test, besideRefusals)).toEqual(before);
  });

  // The names of projects in the shared catalogue are nobody's: a report may leave one behind.
  const shared = { modules: 'false', module_versions: 'false', catalogue_epoch: 'false' };
  it.each(changing)('G-01: without a record there is no $name', async ({ name, method }) => {
    // A sendReport of the same inventory as before changes nothing; sendSiteReport is the same operation.
    if (homeStatus(name, 'sam') >= 300) return;
    const { url, body } = await rowOf(name).build('home', 'sam');
    const before = await checksums(test, { ...besideRefusals, ...shared });
    await test.sql('revoke insert on audit_logs from patchlight_app');
    const response = await test.app.http.inject({
      method,
      url,
      headers: { ...actors.sam, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { payload: JSON.stringify(body) }),
    });
    await test.sql('grant insert on audit_logs to patchlight_app');
    expect(response.statusCode).toBeGreaterThanOrEqual(500);
    expect(await checksums(test, { ...besideRefusals, ...shared })).toEqual(before);
  });
});

describe('docs/authorization.md', () => {
  const columns = {
    sam: 'superuser',
    alice: 'administrator',
    dev: 'developer',
    vic: 'viewer',
    siteKey: 'site key',
    readKey: 'key: read',
    reportKey: 'key: report',
    writeKey: 'key: write',
    anonymous: 'nobody',
  } as const satisfies Partial<Record<ActorName, string>>;
  const named: Readonly<Record<Role, string>> = {
    viewer: 'viewer',
    developer: 'developer',
    organization_admin: 'administrator',
    superuser: 'superuser',
  };
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  const cellOf = (name: string, actor: ActorName) => {
    const expected = expectedOf(rowOf(name), actor);
    if (typeof expected === 'number') return String(expected);
    // Whoever does not see everything is told of a foreign object what he is told of a missing one.
    const cells = [expected[0], expected[1], actor === 'sam' ? 404 : expected[1]];
    return new Set(cells).size === 1 ? String(cells[0]) : cells.join(' · ');
  };

  it('says of other bad credentials what it says of none', () => {
    for (const { name } of endpoints)
      for (const actor of ['expired', 'revoked', 'deleted', 'otherAudience'] as const)
        expect(expectedOf(rowOf(name), actor), `${name} ${actor}`).toEqual(expectedOf(rowOf(name), 'anonymous'));
  });

  it('is what this test holds the server to', async () => {
    const permissionRows = Object.keys(permissions).map((name) => {
      const permission = name as keyof typeof permissions;
      const scopes = Object.entries(keyScopes).filter(([, held]) => (held as readonly string[]).includes(permission));
      const mark = (holds: boolean) => (holds ? 'yes' : '');
      return [
        `\`${permission}\``,
        ...roles.map((role) => mark(roleHas(role, permission))),
        scopes.map(([scope]) => `\`${scope}\``).join(', '),
      ];
    });
    const endpointRows = endpoints.map(({ name, method, path, permission }) => [
      `${method} \`${path.replace('/api/v1', '')}\``,
      `\`${permission}\``,
      ...Object.keys(columns).map((actor) => cellOf(name, actor as keyof typeof columns)),
    ]);
    await expect(`# Who may do what

Written by \`server/test/authorization.test.ts\` from the contract and from the table that it holds the server to, and which fails
when this page is not what it would write. Anew: \`npx vitest run server/test/authorization.test.ts -u\`.

## Permissions

Each endpoint asks for one. A role has it in the organizations where a person has that role, a superuser everywhere; a key in
its own organization, a site key for its own site.

${tableOf(['permission', ...roles.map((role) => named[role]), 'scopes of keys'], permissionRows)}

## Endpoints

Below \`/api/v1\`. One number is the answer whatever the request is about. Three are the answers about an object of one's own
organization · of another one · that is not there. The last two are the same but for a superuser: nobody learns what others have. A
site key's own is its site; about another site of its organization it is told 404. A credential that has expired, was revoked, whose
owner is gone, or that was made for another service, is answered as none. Where an endpoint asks for a token in its body, the answer
is the one to a wrong token; where it is about a person, the person is somebody else: oneself everybody may read and change.

${tableOf(['endpoint', 'permission', ...Object.values(columns)], endpointRows)}
`).toMatchFileSnapshot('../../docs/authorization.md');
  });
});

it('no secret was logged', () => {
  const { cast } = test;
  const secrets = [
    password,
    cast.site.key,
    cast.second.key,
    cast.keys.write.secret,
    String(actors.alice.authorization).slice(7),
  ];
  for (const secret of secrets) expect(test.logged.join('\n')).not.toContain(secret);
});
