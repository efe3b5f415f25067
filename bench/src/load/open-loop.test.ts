import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { runOpenLoop } from './open-loop.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  // It listens on a port, so its address is of this kind.
  return (server.address() as AddressInfo).port;
}

const plain = { 'content-length': 2 };
const request = Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
const reading = (perSecond: number) => ({ name: 'reads', perSecond, next: () => ({ bytes: request }) });

it('goes on sending while nothing is answered, and counts the wait of each from its own instant', async () => {
  const frozenMs = 500;
  let frozenUntil = Number.POSITIVE_INFINITY;
  const port = await listen((_request, response) => {
    frozenUntil = Math.min(frozenUntil, performance.now() + frozenMs);
    setTimeout(() => response.writeHead(200, plain).end('ok'), frozenUntil - performance.now());
  });
  const { streams, inFlightMax } = await runOpenLoop(port, 1, [reading(100)]);
  expect(streams.reads).toMatchObject({ sent: 100, byStatus: { 200: 100 }, timeouts: 0, lost: 0, dropped: 0 });
  // Half of them were planned while it stood still, evenly: a closed loop would have sent one, and seen one long wait.
  expect(inFlightMax).toBeGreaterThan(30);
  expect(streams.reads?.latency.p95Ms).toBeGreaterThan(frozenMs * 0.6);
});

it('counts refusals by status and connections that break, and tells the sender of each', async () => {
  let nth = 0;
  const port = await listen((incoming, response) => {
    nth += 1;
    if (nth % 5 === 0) incoming.socket.destroy();
    else response.writeHead(nth % 2 === 0 ? 503 : 200, plain).end('ok');
  });
  const settled: (number | undefined)[] = [];
  const sender = {
    ...{ name: 'reports', perSecond: 50 },
    next: () => ({ bytes: request, settle: (status: number | undefined) => void settled.push(status) }),
  };
  const { streams } = await runOpenLoop(port, 1, [sender]);
  expect(streams.reports).toMatchObject({ sent: 50, byStatus: { 200: 20, 503: 20 }, lost: 10, timeouts: 0 });
  expect(settled.filter((status) => status === undefined)).toHaveLength(10);
  expect(settled.filter((status) => status === 503)).toHaveLength(20);
});
