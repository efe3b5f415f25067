import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkOf } from '@patchlight/contract/check';
import { Change } from '@patchlight/contract/live-events';
import { expect } from 'vitest';
import type { App, Headers } from './app.ts';
import { until } from './fetching.ts';

/** Somebody who listens to a server over a socket. */
export interface EventReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Keys of each event, in order. */
  readonly told: string[][];
  /** Lines that carry nothing. */
  beats(): number;
  readonly retryMs: number | undefined;
  /** Waits until all of these keys were told, in any number of events. */
  hears(...keys: string[]): Promise<void>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<unknown>;
  close(): void;
}

const checkChange = checkOf(Change);

export async function addressOf(app: App): Promise<string> {
  if (!app.http.server.listening) await app.http.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
}

export async function listenTo(address: string, as: Headers): Promise<EventReader> {
  const request = get(`${address}/api/v1/events`, {
    headers: { accept: 'text/event-stream', authorization: String(as.authorization) },
    agent: false,
  });
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('No answer.');
  const told: string[][] = [];
  let beats = 0;
  let retryMs: number | undefined;
  const take = (block: string) => {
    if (block.startsWith(':')) beats += 1;
    else if (block.startsWith('retry: ')) retryMs = Number(block.slice(7));
    else if (block.startsWith('data: ')) {
      const change = JSON.parse(block.slice(6));
      expect(checkChange(change), block).toEqual([]);
      told.push(change.keys);
    }
  };
  let text = '';
  response.on('data', (chunk: Buffer) => {
    const blocks = (text + chunk.toString('utf8')).split('\n\n');
    text = blocks.pop() ?? '';
    blocks.forEach(take);
  });
  response.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    told,
    beats: () => beats,
    get retryMs() {
      return retryMs;
    },
    hears: async (...keys) => void (await until(async () => keys.every((key) => told.flat().includes(key)))),
    ended: new Promise((resolve) => response.once('close', resolve)),
    close: () => void request.destroy(),
  };
}
