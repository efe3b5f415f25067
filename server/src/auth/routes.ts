import type { IncomingHttpHeaders } from 'node:http';
import * as keys from '@patchlight/contract/api-keys';
import * as auth from '@patchlight/contract/auth';
import * as messages from '@patchlight/contract/messages';
import * as resets from '@patchlight/contract/password-resets';
import * as sessions from '@patchlight/contract/sessions';
import * as setup from '@patchlight/contract/setup';
import type { Denials } from '../audit/denials.ts';
import type { Ctx, Person } from '../context.ts';
import type { Db } from '../db/database.ts';
import { OperationError } from '../errors.ts';
import { Accepted } from '../http/answer.ts';
import { networkOf } from '../http/network.ts';
import type { Brake, RateLimiter } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import type { AccountMails } from '../mail/account-mails.ts';
import type { Telemetry } from '../telemetry.ts';
import { normalEmail } from '../users/users.ts';
import { requestAddressVerification, verifyAddress } from './address-verification.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { deviceCookie, knownDevice } from './device-cookie.ts';
import type { KeyCache } from './key-cache.ts';
import { describeCaller, login, type SignedIn, signInAnswer, userOfToken } from './login.ts';
import { forgotPassword, resetPassword } from './password-resets.ts';
import { personOfRefreshToken, refreshSession } from './refresh.ts';
import { readRefreshCookie, refreshCookie } from './refresh-cookie.ts';
import { rotateApiKey } from './rotate-api-key.ts';
import { endSession, listSessions, logout } from './sessions.ts';
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
  readonly publicUrl: () => string;
  readonly mails: () => AccountMails;
  readonly setupToken: string;
  readonly secretKey: string;
}

interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly source: string;
}

const deviceOf = ({ headers, source }: Sent) => ({ source, userAgent: headers['user-agent'] });

export function authRoutes(route: Route, parts: AuthParts): void {
  const { db, keyCache, limiter } = parts;
  route(setup.createFirstUser, async (ctx, input) => {
    await limiter.take('link', input.source);
    return createFirstUser({ ...ctx, db }, input, parts.setupToken);
  });
  route(auth.login, async (ctx, input) => {
    const signedIn = await limiter.attempt(signInBrakes(input, parts), () =>
      login({ ...ctx, db }, { body: input.body, device: deviceOf(input) }, parts),
    );
    const answer = handOver(signedIn, input.body.cookie !== false, parts.publicUrl());
    return input.body.cookie === false ? answer : withDevice(answer, input.body.email, parts);
  });
  route(auth.getMe, describeCaller);
  sessionRoutes(route, parts);
  route(messages.requestAddressVerification, async (ctx, input) => {
    await limiter.take('link', input.source);
    return requestAddressVerification({ ...ctx, db }, input, parts.mails());
  });
  route(messages.verifyAddress, async (ctx, input) => {
    await limiter.take('link', input.source);
    return verifyAddress({ ...ctx, db }, input);
  });
  route(resets.forgotPassword, async (ctx, input) => {
    await limiter.take('link', input.source);
    // With the address in it: whoever is after the account must not use up its owner's mails.
    await limiter.take('resetMail', `${normalEmail(input.body.email)} ${networkOf(input.source)}`);
    return forgotPassword({ ...ctx, db }, input, parts.mails());
  });
  route(resets.resetPassword, async (ctx, input) => {
    await limiter.take('link', input.source);
    const email = await resetPassword({ ...ctx, db }, input);
    // Nobody guesses at the new password yet, and who reads the mail is the owner: he gets in, whoever goes on guessing.
    await limiter.forget('signInAccount', normalEmail(email));
    return withDevice(new Accepted(200, null), email, parts);
  });
  route(keys.createApiKey, createApiKey);
  route(keys.listApiKeys, listApiKeys);
  route(keys.rotateApiKey, (ctx, input) => rotateApiKey(ctx, input, keyCache.forget));
  route(keys.revokeApiKey, (ctx, input) => revokeApiKey(ctx, input, keyCache.forget));
}

/** What a bad try counts against: its address, and the account, or in a browser that the account knows that browser. */
function signInBrakes({ body, headers, source }: Sent & { body: { email: string } }, parts: AuthParts): Brake[] {
  const email = normalEmail(body.email);
  const device = knownDevice(headers, { publicUrl: parts.publicUrl(), secretKey: parts.secretKey, email });
  return [['signInSource', source], device === null ? ['signInAccount', email] : ['signInDevice', device]];
}

/** The answer, with the cookie by which the account knows this browser again. */
function withDevice<T>(answer: Accepted<T>, email: string, { publicUrl, secretKey }: AuthParts): Accepted<T> {
  const cookies = [answer.headers['set-cookie'] ?? [], deviceCookie(publicUrl(), secretKey, normalEmail(email))].flat();
  return new Accepted(answer.status, answer.data, { ...answer.headers, 'set-cookie': cookies });
}

function sessionRoutes(route: Route, parts: AuthParts): void {
  const { db, tokens, publicUrl, secretKey } = parts;
  route(sessions.refreshSession, async (ctx, input) => {
    const given = input.body.refresh_token;
    const token = given ?? readRefreshCookie(input.headers, publicUrl());
    if (token === undefined) throw new OperationError('unauthenticated', { message: 'Sign in first.' });
    const all = { ...ctx, db };
    const { person, refreshToken, ...rest } = await refreshSession(all, { token, device: deviceOf(input), secretKey });
    const answer = await signInAnswer(all, tokens, { userId: person.uuid, ...rest });
    return handOver({ answer, refreshToken }, given === undefined, publicUrl());
  });
  route(sessions.logout, async (ctx, input) => {
    const all = { ...ctx, db };
    const person = await whoSignsOut(all, { ...input, refreshToken: input.body.refresh_token }, parts);
    await logout(all, { person, all: ['true', '1'].includes(input.query.all ?? '') });
    return new Accepted(200, null, { 'set-cookie': refreshCookie(publicUrl(), null) });
  });
  route(sessions.listSessions, (ctx, input) => listSessions({ ...ctx, db }, input));
  route(sessions.endSession, (ctx, input) => endSession({ ...ctx, db }, input));
}

/** A browser gets the refresh token where no script can read it, a program in the body. */
function handOver({ answer, refreshToken }: SignedIn, byCookie: boolean, publicUrl: string) {
  return byCookie
    ? new Accepted(200, answer, { 'set-cookie': refreshCookie(publicUrl, refreshToken) })
    : new Accepted(200, { ...answer, refresh_token: refreshToken });
}

/** By access token while there is a live one, otherwise by refresh token: who comes back late may still sign out. */
async function whoSignsOut(
  ctx: Ctx,
  { headers, refreshToken }: { headers: IncomingHttpHeaders; refreshToken: string | undefined },
  { db, tokens, publicUrl }: AuthParts,
): Promise<Person> {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  let failure: unknown = new OperationError('unauthenticated');
  if (bearer !== undefined) {
    try {
      return await userOfToken(db, tokens, bearer, ctx.now());
    } catch (error) {
      failure = error;
    }
  }
  const token = refreshToken ?? readRefreshCookie(headers, publicUrl());
  const person = token === undefined ? null : await personOfRefreshToken(ctx, token);
  if (person === null) throw failure;
  return person;
}
