import { beforeEach, expect, it } from 'vitest';
import { connectRedis } from '../src/redis/client.ts';
import { createPointers } from '../src/redis/pointers.ts';
import { useApp } from './app.ts';
import { until } from './fetching.ts';
import { told } from './metric-labels.ts';
import { describeRedis, useRedis } from './redis-server.ts';

const redis = useRedis();
const test = useApp({ redisUrl: redis.url });

describeRedis('the stream', () => {
  const state = async () => [
    await told(test.app.metrics, 'patchlight_stream_lag'),
    await told(test.app.metrics, 'patchlight_stream_length'),
  ];
  const tells = (lag: number | undefined, length: number | undefined) =>
    until(async () => JSON.stringify(await state()) === JSON.stringify([lag, length]));
  beforeEach(async () => {
    await redis.ask('FLUSHALL');
    await until(async () => (await state())[1] === 0);
  });

  it('is told as long as it is, with what nobody was given', async () => {
    const connection = connectRedis(redis.url, test.ctx.log);
    await until(() => connection.answers());
    const pointers = createPointers(connection, 'reader');
    pointers.add([1, 2, 3]);
    await tells(3, 3);
    // Its connection for reads that wait is made with the first one.
    const given = await until(() => pointers.read().catch(() => false as const));
    expect(given).toHaveLength(3);
    expect(await state()).toEqual([0, 3]);
    await pointers.done(given);
    expect(await state()).toEqual([0, 0]);
    connection.close();
  });

  it('F-14: of which somebody took entries away has more that nobody was given than it is long', async () => {
    const stream = 'patchlight:inbox';
    await redis.ask('XGROUP', 'CREATE', stream, 'appliers', '0', 'MKSTREAM');
    for (let id = 1; id <= 10; id += 1) await redis.ask('XADD', stream, '*', 'id', String(id));
    await redis.ask('XREADGROUP', 'GROUP', 'appliers', 'reader', 'COUNT', '1', 'STREAMS', stream, '>');
    expect(await state()).toEqual([9, 10]);
    await redis.ask('XTRIM', stream, 'MAXLEN', '4');
    expect(await state()).toEqual([9, 4]);
  });

  it('that is away has neither', async () => {
    await redis.kill();
    await tells(undefined, undefined);
    expect(await told(test.app.metrics, 'patchlight_check_status', { check: 'redis' })).toBe(1);
    await redis.start();
    await tells(0, 0);
  });
});
