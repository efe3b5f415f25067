import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOutgoing, type Outgoing } from '../src/outgoing/outgoing.ts';

export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly calls: Call[];
  /** A status, or what is done with the answer: one that does nothing never answers. */
  onCall: (call: Call) => number | ((response: ServerResponse) => void);
  /** May call this receiver, and nobody else. */
  readonly outgoing: Outgoing;
}

/** A real HTTP server that is told of events; each test begins with no call, and everything taken. */
export function useReceiver(limits: { totalMs?: number } = {}): Receiver {
  const state: { port: number; calls: Call[]; onCall: Receiver['onCall'] } = { port: 0, calls: [], onCall: () => 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
    state.calls.push(call);
    const answer = state.onCall(call);
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer).end(`answered ${answer}`);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    state.port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    state.calls = [];
    state.onCall = () => 200;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    get url() {
      return `http://127.0.0.1:${state.port}`;
    },
    get calls() {
      return state.calls;
    },
    get onCall() {
      return state.onCall;
    },
    set onCall(next) {
      state.onCall = next;
    },
    outgoing: createOutgoing({
      isAllowed: (address, port) => address === '127.0.0.1' && port === state.port,
      limits: { totalMs: 2_000, ...limits },
    }),
  };
}
