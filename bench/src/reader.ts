import type { Bed } from './bed.ts';
import { openConnection } from './connection.ts';
import { createSuperuser } from './server.ts';

/** A signed-in superuser who asks one thing after another, on one connection. */
export interface Reader {
  /** The body of the answer, which is a 200, and how long it took. */
  get(path: string): Promise<{ readonly ms: number; readonly body: string }>;
  close(): void;
}

/** Who reads. */
export const reading = { email: 'reader@bench.example', password: 'correct horse battery staple' };

export async function openReader(bed: Pick<Bed, 'server' | 'database'>): Promise<Reader> {
  const { server } = bed;
  const token = await signInSuperuser(bed);
  let answered: ((status: number, answer: Buffer, bodyAt: number) => void) | undefined;
  let lost: ((error: Error) => void) | undefined;
  const connection = await openConnection(
    server.port,
    (status, answer, bodyAt) => answered?.(status, answer, bodyAt),
    (error) => lost?.(error),
  );
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const started = performance.now();
        lost = reject;
        answered = (status, answer, bodyAt) => {
          const ms = performance.now() - started;
          const body = answer.toString('utf8', bodyAt);
          if (status === 200) resolve({ ms, body });
          else reject(new Error(`GET ${path} answered ${status}: ${body}`));
        };
        connection.send(
          Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`, 'latin1'),
        );
      }),
    close: connection.close,
  };
}

/** The access token of somebody who may do everything. */
export async function signInSuperuser({ server, database }: Pick<Bed, 'server' | 'database'>): Promise<string> {
  const { rows } = await database.query('select from users where email = $1', [reading.email]);
  if (rows.length === 0) await createSuperuser(server.options, reading);
  return signIn(server.port);
}

async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...reading, cookie: false }),
  });
  if (!answer.ok) throw new Error(`Signing in answered ${answer.status}: ${await answer.text()}`);
  const { data } = (await answer.json()) as { data: { access_token: string } };
  return data.access_token;
}
