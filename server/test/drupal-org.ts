import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import type { FeedAddresses } from '../src/config.ts';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}
type Script = Reply | ((response: ServerResponse) => void);

export interface DrupalOrg {
  readonly addresses: FeedAddresses;
  readonly asked: Asked[];
  readonly connections: () => number;
  /** The most requests that were open at a time. */
  readonly mostAtOnce: () => number;
  /** What a path answers from now on; whatever has no script is a 404. */
  script(path: string, script: Script): void;
  /** What the release history of a project answers from now on. */
  history(project: string, script: Script): void;
  askedFor(project: string): Asked[];
}

const historyPath = (project: string) => `/release-history/${project}/current`;

/** A host of our own in the place of drupal.org, which answers what a test says. */
export function useDrupalOrg({ delayMs = 0 } = {}): DrupalOrg {
  const scripts = new Map<string, Script>();
  const asked: Asked[] = [];
  let [connections, open, most] = [0, 0, 0];
  let address = '';
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers, at: performance.now() });
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    setTimeout(() => answer(response, scripts.get(path) ?? { status: 404 }), delayMs);
  });
  server.on('connection', () => {
    connections += 1;
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    get addresses() {
      return {
        release_history: `${address}/release-history`,
        advisories_osv: `${address}/osv.zip`,
        advisories_sa: `${address}/api-d7/node.json`,
        advisories_psa: `${address}/psa.json`,
      };
    },
    asked,
    connections: () => connections,
    mostAtOnce: () => most,
    script: (path, script) => void scripts.set(path, script),
    history: (project, script) => void scripts.set(historyPath(project), script),
    askedFor: (project) => asked.filter(({ path }) => path === historyPath(project)),
  };
}

function answer(response: ServerResponse, script: Script): void {
  if (typeof script === 'function') script(response);
  else response.writeHead(script.status ?? 200, { 'content-type': 'text/xml', ...script.headers }).end(script.body);
}
