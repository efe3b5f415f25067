import { type RateLimiterAbstract, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { OperationError } from '../errors.ts';
import { networkOf } from './network.ts';

/**
 * The limits, each with its number: how many in how many seconds, for one of what. `tightens`: fewer while the server is
 * behind. `clears`: a good try forgets the bad ones before it; elsewhere it only takes itself back.
 */
export const rateLimits = {
  person: { points: 1200, seconds: 60, tightens: true },
  key: { points: 600, seconds: 60, tightens: true },
  organization: { points: 6000, seconds: 60, tightens: true },
  source: { points: 300, seconds: 60, bySource: true },
  refused: { points: 150, seconds: 60, bySource: true },
  badKey: { points: 30, seconds: 60, bySource: true },
  link: { points: 30, seconds: 60, bySource: true },
  resetMail: { points: 10, seconds: 900 },
  signInSource: { points: 25, seconds: 300, bySource: true },
  signInAccount: { points: 10, seconds: 900, clears: true },
  signInDevice: { points: 10, seconds: 900, clears: true },
  currentPassword: { points: 10, seconds: 900, clears: true },
} as const satisfies Record<string, Limit>;
/** While the server is behind, people, keys and organizations have their limit divided by this. */
export const tightening = 4;

interface Limit {
  readonly points: number;
  readonly seconds: number;
  readonly tightens?: true;
  readonly bySource?: true;
  readonly clears?: true;
}
export type LimitName = keyof typeof rateLimits;

/** What is left, as structured fields of draft-ietf-httpapi-ratelimit-headers. */
interface LimitHeaders {
  readonly policy: string;
  readonly state: string;
}

/** A 429, with the limit that was passed. */
export class RateLimited extends OperationError {
  readonly headers: LimitHeaders;
  constructor(headers: LimitHeaders, retryAfterSeconds: number) {
    super('rate_limited', { retryAfterSeconds });
    this.headers = headers;
  }
}

export type Brake = readonly [limit: LimitName, subject: string];

export interface RateLimiter {
  /** Counts one; throws `RateLimited` past the limit. Null where nothing is limited. */
  take(limit: LimitName, subject: string): Promise<LimitHeaders | null>;
  /** Counts one for a caller and, where it is let in, one for its organization. */
  takeFor(limit: 'person' | 'key', subject: string, organizationId: number | null): Promise<LimitHeaders | null>;
  /** Runs a try at a secret. It counts before it runs, so that tries at once count too, and only if it is a bad one. */
  attempt<T>(brakes: readonly Brake[], work: () => Promise<T>): Promise<T>;
  /** Forgets what was counted. */
  forget(limit: LimitName, subject: string): Promise<void>;
}

const unlimited: RateLimiter = {
  take: async () => null,
  takeFor: async () => null,
  attempt: (_brakes, work) => work(),
  forget: async () => undefined,
};

/** What counts: of this process alone, or shared with others. */
export type Counting = (limit: { name: string; points: number; seconds: number }) => RateLimiterAbstract;
const inMemory: Counting = ({ points, seconds }) => new RateLimiterMemory({ keyPrefix: '', points, duration: seconds });

/** The limits; `isBehind` is asked at each request and must cost nothing. */
export function createRateLimiter(on: boolean, isBehind: () => boolean, counting: Counting = inMemory): RateLimiter {
  if (!on) return unlimited;
  const meters = Object.fromEntries(
    Object.entries(rateLimits).map(([name, limit]) => [name, meterOf(name, limit, counting)]),
  ) as Record<LimitName, Meter>;
  const { organization } = meters;
  const take = async (limit: LimitName, subject: string) => {
    const meter = meters[limit];
    return headersOf(meter.read(await meter.count(subject), isBehind()));
  };
  return {
    take,
    async takeFor(limit, subject, organizationId) {
      const isTight = isBehind();
      const meter = meters[limit];
      const own = meter.read(await meter.count(subject), isTight);
      // What the caller's own limit refuses is nothing that its organization has to pay for.
      if (organizationId === null) return headersOf(own);
      const shared = organization.read(await organization.count(organizationId), isTight);
      return { policy: `${own.policy}, ${shared.policy}`, state: `${stateOf(own)}, ${stateOf(shared)}` };
    },
    async attempt(brakes, work) {
      for (const [limit, subject] of brakes) await take(limit, subject);
      try {
        const done = await work();
        for (const [limit, subject] of brakes) await meters[limit].succeeded(subject);
        return done;
      } catch (error) {
        if (!isBadTry(error)) for (const [limit, subject] of brakes) await meters[limit].takeBack(subject);
        throw error;
      }
    },
    async forget(limit, subject) {
      await meters[limit].forget(subject);
    },
  };
}

// A database that is away says nothing about the password.
function isBadTry(error: unknown): boolean {
  return error instanceof OperationError && error.code !== 'unavailable' && error.code !== 'internal_error';
}

interface Reading {
  readonly policy: string;
  readonly start: string;
  readonly remaining: number;
  readonly seconds: number;
}

interface Meter {
  count(subject: string | number): Promise<RateLimiterRes>;
  /** Throws past the limit. */
  read(counted: RateLimiterRes, isTight: boolean): Reading;
  succeeded(subject: string): Promise<unknown>;
  takeBack(subject: string): Promise<unknown>;
  forget(subject: string): Promise<unknown>;
}

function meterOf(name: string, { points, seconds, tightens, bySource, clears }: Limit, counting: Counting): Meter {
  const counter = counting({ name, points, seconds });
  const subjectOf = (subject: string | number) =>
    bySource === true && typeof subject === 'string' ? networkOf(subject) : subject;
  const fewer = tightens === true ? Math.floor(points / tightening) : points;
  const [policy, tightPolicy] = [policyOf(name, points, seconds), policyOf(name, fewer, seconds)];
  const start = `"${name}";r=`;
  const takeBack = (subject: string) => counter.reward(subjectOf(subject));
  const forget = (subject: string) => counter.delete(subjectOf(subject));
  return {
    // Not `consume`, which knows one number only and throws past it.
    count: (subject) => counter.penalty(subjectOf(subject)),
    read({ consumedPoints, msBeforeNext }, isTight) {
      const remaining = (isTight ? fewer : points) - consumedPoints;
      const reading = {
        policy: isTight ? tightPolicy : policy,
        start,
        remaining: Math.max(remaining, 0),
        seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
      };
      if (remaining < 0) throw new RateLimited(headersOf(reading), reading.seconds);
      return reading;
    },
    succeeded: clears === true ? forget : takeBack,
    takeBack,
    forget,
  };
}

const policyOf = (name: string, points: number, seconds: number) => `"${name}";q=${points};w=${seconds}`;
const stateOf = ({ start, remaining, seconds }: Reading) => `${start}${remaining};t=${seconds}`;
const headersOf = (reading: Reading): LimitHeaders => ({ policy: reading.policy, state: stateOf(reading) });
