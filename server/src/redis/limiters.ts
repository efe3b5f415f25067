import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RedisServer } from './client.ts';

export interface Counted {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** Counters that all processes share; while Redis does not answer, each process goes on with its own. */
export function sharedLimiters({ client }: RedisServer): (counted: Counted) => RateLimiterAbstract {
  return ({ name, points, seconds }) => {
    const limiter = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: `patchlight:limit:${name}`,
      points,
      duration: seconds,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: '', points, duration: seconds }),
    });
    return limiter;
  };
}
