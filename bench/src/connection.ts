import { once } from 'node:events';
import { connect } from 'node:net';

/** One keep-alive connection with at most one request on it. Reads no more of an answer than a benchmark must. */
export interface Connection {
  send(request: Buffer): void;
  close(): void;
}

/** `answer` holds the whole answer; `bodyAt` is where its body begins. */
export type OnAnswer = (status: number, answer: Buffer, bodyAt: number) => void;

/**
 * Opens a plain socket: the generator shares two cores with what it measures, and an HTTP client would cost more than
 * the server's own part of some answers.
 */
export async function openConnection(
  port: number,
  onAnswer: OnAnswer,
  onLost: (error: Error) => void,
): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let pending: Buffer | undefined;
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    const data = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
    const head = data.indexOf('\r\n\r\n');
    if (head < 0 || data.length < head + 4 + contentLength(data, head)) {
      pending = data;
      return;
    }
    pending = undefined;
    onAnswer(Number(data.toString('latin1', 9, 12)), data, head + 4);
  });
  socket.on('error', onLost);
  socket.on('close', () => {
    if (!isClosed) onLost(new Error('The server closed a connection.'));
  });
  return {
    send: (request) => void socket.write(request),
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
}

function contentLength(answer: Buffer, head: number): number {
  const text = answer.toString('latin1', 0, head);
  const at = text.indexOf('content-length: ');
  if (at < 0) throw new Error(`An answer without a length: ${text}`);
  return Number.parseInt(text.slice(at + 16), 10);
}
