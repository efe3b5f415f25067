import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/**
 * What a link does to what it carries. `blackHole`: nothing passes, nobody is told, and it goes on where it stopped.
 * `slow`: all of it half a second later. `dropReplies`: what is asked arrives, the answers to it and to all after it do not;
 * such connections are cut when it ends.
 */
export type LinkFault = 'none' | 'blackHole' | 'slow' | 'dropReplies';

/** A link of the network that can be broken while it is in use. */
export interface Link {
  readonly port: number;
  /** Where new connections lead from now on: a server that is started again has another address. */
  leadTo(target: NetConnectOpts): void;
  /** `to`: replies are dropped from when somebody asks for something with these bytes. */
  set(fault: LinkFault, to?: string): void;
  /** Cuts every connection without a goodbye. */
  reset(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  losesReplies: boolean;
}

const slowMs = 500;

/** Listens on a free port of this machine. */
export async function openLink(target?: NetConnectOpts): Promise<Link> {
  const pairs = new Set<Pair>();
  let leadsTo = target;
  let fault: LinkFault = 'none';
  let asked = '';

  const cut = (pair: Pair) => {
    pairs.delete(pair);
    // Node cannot reset what it has said goodbye on, and would not end with such a socket.
    if (pair.near.writableEnded) pair.near.destroy();
    else pair.near.resetAndDestroy();
    pair.far.destroy();
  };
  const hold = (pair: Pair) => {
    for (const socket of [pair.near, pair.far]) {
      if (fault === 'blackHole') socket.pause();
      else socket.resume();
    }
  };
  const pass = (pair: Pair, from: Socket, to: Socket) => {
    const deliver = inOrder((chunk) => void (to.writable && to.write(chunk)));
    from.on('data', (chunk: Buffer) => {
      if (fault === 'dropReplies' && from === pair.near && chunk.includes(asked)) pair.losesReplies = true;
      if (pair.losesReplies && from === pair.far) return;
      deliver(chunk, fault === 'slow' ? slowMs : 0);
    });
    from.on('end', () => to.end());
    from.on('error', () => cut(pair));
    from.on('close', () => void (to.destroyed && pairs.delete(pair)));
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    if (leadsTo === undefined) return void near.resetAndDestroy();
    const far = connect({ ...leadsTo, allowHalfOpen: true });
    const pair: Pair = { near, far, losesReplies: false };
    pairs.add(pair);
    pass(pair, near, far);
    pass(pair, far, near);
    hold(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    leadTo(next) {
      leadsTo = next;
    },
    set(next, to = '') {
      fault = next;
      asked = to;
      for (const pair of pairs) {
        if (pair.losesReplies && next !== 'dropReplies') cut(pair);
        else hold(pair);
      }
    },
    reset() {
      for (const pair of pairs) cut(pair);
    },
    async close() {
      for (const pair of pairs) cut(pair);
      server.close();
      await once(server, 'close');
    },
  };
}

/** Each after its delay and none before the one that came before it: a stream has one order. */
function inOrder(deliver: (chunk: Buffer) => void): (chunk: Buffer, delayMs: number) => void {
  const waiting: { readonly chunk: Buffer; readonly at: number }[] = [];
  const work = () => {
    for (let [first] = waiting; first !== undefined && first.at <= performance.now(); [first] = waiting) {
      waiting.shift();
      deliver(first.chunk);
    }
    if (waiting[0] !== undefined) setTimeout(work, waiting[0].at - performance.now());
  };
  return (chunk, delayMs) => {
    if (delayMs === 0 && waiting.length === 0) return deliver(chunk);
    waiting.push({ chunk, at: performance.now() + delayMs });
    if (waiting.length === 1) setTimeout(work, delayMs);
  };
}
