import * as keys from '@patchlight/contract/api-keys';
import * as auth from '@patchlight/contract/auth';
import * as setup from '@patchlight/contract/setup';
import type { Denials } from '../audit/denials.ts';
import type { Db } from '../db/database.ts';
import type { RateLimiter } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import type { Telemetry } from '../telemetry.ts';
import { normalEmail } from '../users/users.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import type { KeyCache } from './key-cache.ts';
import { describeCaller, login } from './login.ts';
import { rotateApiKey } from './rotate-api-key.ts';
import { createFirstUser } from './setup.ts';
import type { Tokens } from './tokens.ts';

interface AuthParts {
  /** Sees everybody: who signs in is nobody yet. */
  readonly db: Db;
  readonly tokens: Tokens;
  readonly keyCache: KeyCache;
  readonly telemetry: Telemetry;
  readonly limiter: RateLimiter;
  readonly denials: Denials;
  readonly setupToken: string;
}

export function authRoutes(
  route: Route,
  { db, tokens, keyCache, telemetry, limiter, denials, setupToken }: AuthParts,
): void {
  route(setup.createFirstUser, async (ctx, input) => {
    await limiter.take('signInSource', input.source);
    return createFirstUser({ ...ctx, db }, input, setupToken);
  });
  route(auth.login, async (ctx, input) => {
    await limiter.take('signInSource', input.source);
    await limiter.take('signInAccount', `${normalEmail(input.body.email)} ${input.source}`);
    return login({ ...ctx, db }, input, { tokens, telemetry, denials });
  });
  route(auth.getMe, describeCaller);
  route(keys.createApiKey, createApiKey);
  route(keys.listApiKeys, listApiKeys);
  route(keys.rotateApiKey, (ctx, input) => rotateApiKey(ctx, input, keyCache.forget));
  route(keys.revokeApiKey, (ctx, input) => revokeApiKey(ctx, input, keyCache.forget));
}
