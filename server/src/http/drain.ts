import type { Server, Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** The end of a server in which no client loses a request. */
export interface Drain {
  /** Whose connections are closed at the end. */
  watch(server: Server): void;
  /** Whoever asks whether this server is ready is sent away, and each answer is the last on its connection. */
  hasBegun(): boolean;
  /**
   * Serves on for `graceMs`, in which balancers notice that it is not ready. Then nobody new is let in, and what has
   * begun is finished.
   */
  end(http: FastifyInstance, graceMs: number): Promise<void>;
}

const closeIdleEveryMs = 50;

export function createDrain(): Drain {
  let hasBegun = false;
  const sockets = new Set<Socket>();
  // A browser opens connections ahead of requests: to Node they are neither idle nor in use.
  const closeSilent = () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  return {
    watch(server) {
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
    },
    hasBegun: () => hasBegun,
    async end(http, graceMs) {
      hasBegun = true;
      await sleep(graceMs);
      // The kernel cuts off those whom it has let in and Node has not: after a round of the event loop there are none.
      await setImmediate();
      http.server.close();
      // Node closes those that are idle once; one whose request was under way becomes idle later.
      const closing = setInterval(() => {
        http.server.closeIdleConnections();
        closeSilent();
      }, closeIdleEveryMs);
      await http.close().finally(() => clearInterval(closing));
    },
  };
}
