import { endpoints } from '@patchlight/contract/endpoints';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createDenials } from './audit/denials.ts';
import { auditRoutes } from './audit/routes.ts';
import { seesKey } from './auth/api-keys.ts';
import { createKeyCache } from './auth/key-cache.ts';
import { userOfToken } from './auth/login.ts';
import * as passwords from './auth/passwords.ts';
import { authRoutes } from './auth/routes.ts';
import { createTokens } from './auth/tokens.ts';
import { changeRoutes } from './changes/routes.ts';
import { createSubscriptions } from './changes/subscriptions.ts';
import { seesChannel } from './channels/channels.ts';
import { seesDelivery } from './channels/deliveries.ts';
import { channelRoutes } from './channels/routes.ts';
import type { FeedAddresses } from './config.ts';
import { systemContext } from './context.ts';
import type { Database } from './db/database.ts';
import { durabilityRisks } from './db/durability.ts';
import { hasWorker } from './db/jobs.ts';
import { migrationState } from './db/migrate.ts';
import { docsRoutes } from './docs/routes.ts';
import type { Engine } from './engine.ts';
import { feedHealth } from './feeds/feed-health.ts';
import { feedRoutes } from './feeds/routes.ts';
import type { Sight } from './http/admission.ts';
import { createCursors } from './http/cursor.ts';
import { createDeadline } from './http/deadline.ts';
import { createDrain } from './http/drain.ts';
import { createHttp } from './http/fastify.ts';
import { type HealthCheck, healthRoutes, measureHealth } from './http/health.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createLoad } from './http/load.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { measureRequests } from './http/request-metrics.ts';
import { createRoute } from './http/route.ts';
import { retag } from './inventory/flag-muted-sites.ts';
import { isHeld } from './inventory/hold.ts';
import { inventoryRoutes } from './inventory/routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { accountMails } from './messages/account-mails.ts';
import { messageRoutes, unsubscribeLink } from './messages/routes.ts';
import { loadFeed } from './modules/evidence.ts';
import { moduleRoutes } from './modules/routes.ts';
import { seesMute } from './mutes/mutes.ts';
import { muteRoutes } from './mutes/routes.ts';
import { seesOrganization } from './organizations/organizations.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { createOutgoing, type Outgoing } from './outgoing/outgoing.ts';
import { patchRunRoutes } from './patch-runs/routes.ts';
import type { RedisServer } from './redis/client.ts';
import { sharedLimiters } from './redis/limiters.ts';
import { reportRoutes } from './reports/routes.ts';
import { schedule } from './schedule.ts';
import { siteRoutes } from './sites/routes.ts';
import { seesSite } from './sites/sites.ts';
import { seesInvitation } from './users/invitations.ts';
import { seesMembership } from './users/memberships.ts';
import { userRoutes } from './users/routes.ts';
import { seesUser } from './users/target.ts';
import { webApp } from './web-app.ts';

/** What the application is made of. A test replaces a part by passing another value. */
export interface AppParts {
  readonly database: Database;
  readonly engine: Engine;
  readonly logger: FastifyBaseLogger;
  readonly now: () => Date;
  readonly publicUrl: () => string;
  readonly secretKeys: readonly string[];
  readonly setupToken: string;
  readonly rateLimits: boolean;
  /** Shared by all processes; undefined where there is none. */
  readonly redis?: RedisServer | undefined;
  readonly trustedProxies: readonly string[];
  /** Where the catalogue is fetched; undefined where nothing is. */
  readonly feeds: FeedAddresses | undefined;
  /** The way out for addresses that tenants give, where that is not the usual. */
  readonly outgoing?: Outgoing;
  /** How often a stream of events shows that it lives, where that is not the usual. */
  readonly beatMs?: number;
  /** How long a caller may wait for an answer. */
  readonly answerWithinMs?: number;
}

export interface App {
  readonly http: FastifyInstance;
  /** Ends it: see http/drain.ts. */
  drain(graceMs: number): Promise<void>;
}

/** Puts the application together and does not listen yet. Throws when an endpoint of the contract is not bound. */
export function createApp(parts: AppParts): App {
  const { database, logger, now, publicUrl } = parts;
  const { intake, inbox, telemetry, metrics } = parts.engine;
  const tokens = createTokens(parts.secretKeys, now);
  const keyCache = createKeyCache(database.db, logger, now);
  const subscriptions = createSubscriptions(database.listen, logger);
  const load = createLoad({ backlog: intake.backlog, log: logger });
  const limiter = createRateLimiter(parts.rateLimits, load.isBehind, parts.redis && sharedLimiters(parts.redis));
  const credentials = {
    userOfToken: (token: string) => userOfToken(database.db, tokens, token, now()),
    actorOfKey: keyCache.actorOfKey,
  };
  const denials = createDenials(database.db);
  const cursors = createCursors(parts.secretKeys[0] ?? '');
  const deadline = createDeadline({
    publicUrl,
    longestWaitMs: database.longestWaitMs,
    withinMs: parts.answerWithinMs,
  });
  const idempotency = createIdempotency(database.db, parts.secretKeys[0] ?? '');

  const drain = createDrain();
  const http = createHttp({ logger, trustedProxies: parts.trustedProxies, publicUrl, limiter, drain });
  measureRequests(http, metrics);
  const bound = new Set<string>();
  const route = createRoute(
    http,
    {
      scoped: database.scoped,
      log: logger,
      now,
      credentials,
      limiter,
      sight: sightOf(database),
      cursors,
      idempotency,
      deadline,
      publicUrl,
      beatMs: parts.beatMs,
      refused: denials.requestRefused,
    },
    bound,
  );
  organizationRoutes(route, { forgetKeysOf: keyCache.forgetOrganization });
  const mails = () => accountMails(publicUrl());
  userRoutes(route, { everyone: database.db, passwords, limiter, mails });
  authRoutes(route, {
    db: database.db,
    tokens,
    keyCache,
    telemetry,
    limiter,
    denials,
    publicUrl,
    mails,
    setupToken: parts.setupToken,
    secretKey: parts.secretKeys[0] ?? '',
  });
  siteRoutes(route, {
    forgetKeysOf: keyCache.forget,
    coreFeed: async (db) => (await loadFeed(db, 'drupal'))?.feed ?? null,
    retag,
  });
  moduleRoutes(route);
  inventoryRoutes(route, { db: database.db, intake, inbox, telemetry });
  muteRoutes(route);
  feedRoutes(route, { addresses: parts.feeds });
  patchRunRoutes(route);
  reportRoutes(route);
  messageRoutes(route, {
    everyone: database.db,
    limiter,
    press: () => ({ publicUrl: publicUrl(), secretKey: parts.secretKeys[0] ?? '' }),
    secretKeys: parts.secretKeys,
  });
  channelRoutes(route, { outgoing: parts.outgoing ?? createOutgoing(), publicUrl });
  auditRoutes(route);
  jobRoutes(route, schedule);
  changeRoutes(route, subscriptions);
  const missing = endpoints.filter(({ name }) => !bound.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`Endpoints of the contract without an operation: ${missing.join(', ')}.`);

  const checks = healthChecks(parts);
  healthRoutes(http, checks, drain);
  measureHealth(metrics, checks);
  docsRoutes(http, publicUrl);
  unsubscribeLink(http, {
    limiter,
    secretKeys: parts.secretKeys,
    ctx: (requestId) => ({ ...systemContext(database.db, logger, 'unsubscribe link'), now, requestId }),
  });
  webApp(http);
  // Before the server waits for the requests that are being answered: these would never be.
  http.addHook('preClose', async () => subscriptions.endAll());
  http.addHook('onClose', async () => {
    load.close();
    await subscriptions.close();
    await keyCache.close();
    deadline.close();
    await denials.close();
  });
  return { http, drain: (graceMs) => drain.end(http, graceMs) };
}

function sightOf({ db }: Database): Sight {
  return {
    site_id: (actor, scope, id) => seesSite(db, actor, scope, id),
    org_id: (_actor, scope, id) => seesOrganization(db, scope, id),
    user_id: (actor, scope, id) => seesUser(db, actor, scope, id),
    membership_id: (_actor, scope, id) => seesMembership(db, scope, id),
    invitation_id: (_actor, scope, id) => seesInvitation(db, scope, id),
    mute_id: (_actor, scope, id) => seesMute(db, scope, id),
    key_id: (_actor, scope, id) => seesKey(db, scope, id),
    channel_id: (_actor, scope, id) => seesChannel(db, scope, id),
    delivery_id: (_actor, scope, id) => seesDelivery(db, scope, id),
  };
}

function healthChecks({ database: { db }, feeds, redis, now }: AppParts): Record<string, HealthCheck> {
  return {
    async database() {
      await db.selectFrom('catalogue_epoch').select('epoch').executeTakeFirstOrThrow();
      const risks = await durabilityRisks(db);
      if (risks.length === 0) return { status: 'ok' };
      const off = risks.map(({ setting }) => `${setting} is off`).join(', ');
      return { status: 'degraded', detail: `${off}: a crash may take back what was confirmed` };
    },
    async migrations() {
      const { pending, unknown } = await migrationState(db);
      if (pending.length > 0) return { status: 'down', detail: 'the database is older than this program' };
      return unknown.length > 0
        ? { status: 'degraded', detail: 'the database is newer than this program' }
        : { status: 'ok' };
    },
    async redis() {
      if (redis === undefined) return { status: 'ok', detail: 'none: everything is in process' };
      return (await redis.answers())
        ? { status: 'ok' }
        : { status: 'degraded', detail: 'away: limits are counted by each process, reports are looked for' };
    },
    async inbox() {
      if (!(await isHeld(db, now()))) return { status: 'ok' };
      return { status: 'degraded', detail: 'held: too many reports were given up; the others wait until it is mended' };
    },
    feeds: () => feedHealth(db, { isFetching: feeds !== undefined, now: now() }),
    async worker() {
      if (await hasWorker(db)) return { status: 'ok' };
      return { status: 'degraded', detail: 'no worker runs: mails wait, and nothing is done on schedule' };
    },
  };
}
