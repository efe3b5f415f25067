import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { type Lane, openLane } from './lane.ts';

/**
 * What a link does to what it carries. `blackHole`: nothing passes, nobody is told, and it goes on where it stopped.
 * `slow`: all of it half a second later. `trickle`: a kilobyte a second each way. `dropReplies`: what is asked arrives, the
 * answers to it and to all after it do not; such connections are cut when it ends.
 */
export type LinkFault = 'none' | 'blackHole' | 'slow' | 'trickle' | 'dropReplies';

/** Bytes on their way: from whoever opened the connection, or back to him. */
export interface Sight {
  readonly of: 'request' | 'reply';
  readonly bytes: string;
}

/** A link of the network that can be broken while it is in use. */
export interface Link {
  readonly port: number;
  /** Where new connections lead from now on: a server that is started again has another address. */
  leadTo(target: NetConnectOpts): void;
  /** `to`: replies are dropped from when somebody asks for something with these bytes. */
  set(fault: LinkFault, to?: string): void;
  /** Once one connection has carried all of these in their order: the last one is not delivered, and it is called, once. */
  trap(sights: readonly Sight[], spring: () => void): void;
  /** Cuts every connection without a goodbye. */
  reset(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly lanes: Lane[];
  losesReplies: boolean;
  /** How many sights of the trap it has carried. */
  seen: number;
}

const slowMs = 500;
const trickleBytes = 1_024;
const paces: Partial<Record<LinkFault, Parameters<Lane['put']>[1]>> = {
  slow: { delayMs: slowMs },
  trickle: { bytesPerSecond: trickleBytes },
};

/** Listens on a free port of this machine. */
export async function openLink(target?: NetConnectOpts): Promise<Link> {
  const pairs = new Set<Pair>();
  let leadsTo = target;
  let fault: LinkFault = 'none';
  let asked = '';
  let trap: { readonly sights: readonly Sight[]; readonly spring: () => void } | undefined;

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
  /** True where the trap has sprung on it. */
  const springs = (pair: Pair, of: Sight['of'], chunk: Buffer) => {
    const awaited = trap?.sights[pair.seen];
    if (trap === undefined || awaited?.of !== of || !chunk.includes(awaited.bytes)) return false;
    pair.seen += 1;
    if (pair.seen < trap.sights.length) return false;
    const { spring } = trap;
    trap = undefined;
    spring();
    cut(pair);
    return true;
  };
  const pass = (pair: Pair, from: Socket, to: Socket) => {
    const lane = openLane((chunk) => void (to.writable && to.write(chunk)));
    pair.lanes.push(lane);
    from.on('data', (chunk: Buffer) => {
      if (springs(pair, from === pair.near ? 'request' : 'reply', chunk)) return;
      if (fault === 'dropReplies' && from === pair.near && chunk.includes(asked)) pair.losesReplies = true;
      if (pair.losesReplies && from === pair.far) return;
      lane.put(chunk, paces[fault] ?? {});
    });
    from.on('end', () => to.end());
    from.on('error', () => cut(pair));
    from.on('close', () => void (to.destroyed && pairs.delete(pair)));
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    if (leadsTo === undefined) return void near.resetAndDestroy();
    const far = connect({ ...leadsTo, allowHalfOpen: true });
    const pair: Pair = { near, far, lanes: [], losesReplies: false, seen: 0 };
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
        if (next !== 'trickle') for (const lane of pair.lanes) lane.flush();
      }
    },
    trap(sights, spring) {
      for (const pair of pairs) pair.seen = 0;
      trap = { sights, spring };
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
