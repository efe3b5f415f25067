import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { OperationError } from '../errors.ts';

/** The limits, each with its number: how many in how many seconds, for one of what. */
export const rateLimits = {
  person: { points: 1200, seconds: 60 },
  key: { points: 600, seconds: 60 },
  /** Requests without a good credential, by address; failed ones count here too. */
  source: { points: 300, seconds: 60 },
  signInSource: { points: 30, seconds: 60 },
  signInAccount: { points: 10, seconds: 900 },
} as const;
export type LimitName = keyof typeof rateLimits;

export interface RateLimiter {
  /** Counts one; throws `rate_limited` past the limit. */
  take(limit: LimitName, subject: string): Promise<void>;
}

export function createRateLimiter(on: boolean): RateLimiter {
  if (!on) return { take: async () => undefined };
  const limiters = Object.fromEntries(
    Object.entries(rateLimits).map(([name, { points, seconds }]) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    ]),
  ) as Record<LimitName, RateLimiterMemory>;
  return {
    async take(limit, subject) {
      try {
        await limiters[limit].consume(subject);
      } catch (rejected) {
        if (!(rejected instanceof RateLimiterRes)) throw rejected;
        throw new OperationError('rate_limited', { retryAfterSeconds: Math.ceil(rejected.msBeforeNext / 1000) });
      }
    },
  };
}
