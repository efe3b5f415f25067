import type { Registry } from 'prom-client';
import { lookedUpGauge, lookUp } from '../metrics/looked-up.ts';
import type { RedisServer } from './client.ts';
import { streamState } from './pointers.ts';

/**
 * Tells, whenever the metrics are read, what is on the stream. More that nobody was given than there are at all: somebody
 * removed pointers, and what they pointed at has to be looked for.
 */
export function measureStream(registry: Registry, redis: RedisServer): void {
  const look = lookUp(() => streamState(redis.client));
  lookedUpGauge(
    registry,
    { name: 'patchlight_stream_lag', help: 'Pointers on the stream that no process was given yet' },
    async () => (await look())?.lag,
  );
  lookedUpGauge(
    registry,
    { name: 'patchlight_stream_length', help: 'Pointers on the stream, given out or not' },
    async () => (await look())?.length,
  );
}
