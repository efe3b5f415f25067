import { describe, expect, it } from 'vitest';
import { rateLimits } from '../src/http/rate-limit.ts';
import { type TestApp, useApp } from './app.ts';

const direct = useApp({ rateLimits: true });
const behind = useApp({ rateLimits: true, trustedProxies: ['10.0.0.0/8'] });
const badKey = { authorization: 'Bearer pl_site_x' };

const ask = async (test: TestApp, remoteAddress: string, headers: Record<string, string> = {}) =>
  (await test.app.http.inject({ url: '/api/v1/sites', remoteAddress, headers: { ...badKey, ...headers } })).statusCode;
const recorded = async (test: TestApp) =>
  (
    await test.sql<{ source: string }>(
      "select distinct data->'after'->>'source' as source from audit_logs where action = 'key.refused' order by 1",
    )
  ).map(({ source }) => source);

describe('L-05: the address of a client is the one that its bytes come from', () => {
  it('whatever it says of itself', async () => {
    const forged = (index: number) => {
      const address = `203.0.113.${index}`;
      return { 'x-forwarded-for': `${address}, 10.0.0.1`, 'x-real-ip': address, forwarded: `for=${address}` };
    };
    const statuses = [];
    for (let index = 0; index <= rateLimits.badKey.points; index += 1)
      statuses.push(await ask(direct, '192.0.2.3', forged(index)));
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect(await recorded(direct)).toEqual(['192.0.2.3']);
    expect(direct.logged.join('')).not.toContain('203.0.113');
  });

  it('and behind a proxy the last one that the proxy did not vouch for', async () => {
    const by = (path: string) => ask(behind, '10.0.0.7', { 'x-forwarded-for': path });
    for (let index = 0; index < rateLimits.badKey.points; index += 1)
      await by(`203.0.113.${index}, 198.51.100.1, 10.1.1.1`);
    expect(await by('203.0.113.250, 198.51.100.1')).toBe(429);
    expect(await by('198.51.100.1, 198.51.100.2')).toBe(401);
    // Nobody has to believe a stranger who says that he is a proxy.
    expect(await ask(behind, '192.0.2.9', { 'x-forwarded-for': '198.51.100.1' })).toBe(401);
    expect(await recorded(behind)).toEqual(['192.0.2.9', '198.51.100.1', '198.51.100.2']);
  });
});
