import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../context.ts';

/** What an operation behind a stream of events returns: what its caller is told until it is closed. */
export interface EventSource<T> {
  /** Calls `told` with each event; `ended` once, when no more will come. */
  follow(listener: { told(event: T): void; ended(): void }): void;
  /** From now on of these organizations only. */
  narrow(scope: Scope): void;
  close(): void;
}

interface EventStream {
  readonly source: EventSource<unknown>;
  /** Lets the caller in once more, as he is now. */
  readonly readmit: () => Promise<Scope>;
  readonly beatMs: number;
}

/** Beats also keep proxies from taking the connection for dead; most of them wait for a minute. */
export const beatEveryMs = 15_000;
const reconnectMs = 3_000;
/** A reader that is so far behind is better off asking for everything anew. */
const bufferedMax = 64 * 1024;
const lingerMs = 1_000;

/**
 * Sends events until the caller goes, may no longer come in, or falls behind. Whoever may not is told nothing more from the
 * next beat on, at the latest from the one after that: he is looked up again before each.
 */
export function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  { source, readmit, beatMs }: EventStream,
): FastifyReply {
  const stream = new Readable({ read() {} });
  let isOpen = true;
  const write = (text: string) => {
    if (!isOpen) return;
    stream.push(text);
    if (stream.readableLength > bufferedMax) stream.destroy();
  };
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    stream.push(null);
    // Whoever does not read does not see the end either.
    setTimeout(() => reply.raw.destroy(), lingerMs).unref();
  };
  let isAsking = false;
  const beat = setInterval(() => {
    // Nobody can say who he is: he is told nothing until somebody can.
    if (isAsking) return end();
    isAsking = true;
    readmit()
      .then((scope) => {
        isAsking = false;
        source.narrow(scope);
        write(': beat\n\n');
      })
      .catch(end);
  }, beatMs);
  stream.on('close', () => {
    isOpen = false;
    clearInterval(beat);
    source.close();
  });
  write(`retry: ${reconnectMs}\n\n`);
  source.follow({ told: (event) => write(`data: ${JSON.stringify(event)}\n\n`), ended: end });
  if (request.method === 'HEAD') end();
  return (
    reply
      .header('cache-control', 'no-store')
      // nginx would collect events until it has a buffer of them.
      .header('x-accel-buffering', 'no')
      // Once it ends nothing else is asked for on it, and a server that stops need not wait for it.
      .header('connection', 'close')
      .type('text/event-stream')
      .send(stream)
  );
}
