import type { AddressInfo } from 'node:net';
import { built } from './built.ts';
import { answerParent } from './child.ts';

/** The application on a clock that is set. `keep` does what is done on schedule. */
export type YearQuestion =
  | { readonly do: 'listen'; readonly connectionString: string }
  | { readonly do: 'keep'; readonly at: number };

interface App {
  createApp(parts: object): {
    readonly http: {
      listen(at: { port: number; host: string }): Promise<string>;
      readonly server: { address(): unknown };
      close(): Promise<void>;
    };
  };
}
interface Engines {
  createEngine(parts: object): unknown;
}
interface Databases {
  openDatabase(address: { url: string }, options: object): { readonly db: unknown; close(): Promise<void> };
}
interface Contexts {
  systemContext(db: unknown, log: unknown, name: string): object;
}
interface Loggers {
  createLogger(config: { logLevel: string; logFormat: string }): unknown;
}

let now = new Date(0);
let keep: () => Promise<void> = async () => undefined;
let close: () => Promise<void> = async () => undefined;

answerParent(
  async (question: YearQuestion) => {
    if (question.do === 'listen') return listen(question.connectionString);
    now = new Date(question.at);
    await keep();
    return undefined;
  },
  () => close(),
);

async function listen(url: string): Promise<number> {
  const { createApp } = await built<App>('app.js');
  const { createEngine } = await built<Engines>('engine.js');
  const { openDatabase } = await built<Databases>('db/database.js');
  const { systemContext } = await built<Contexts>('context.js');
  const { createLogger } = await built<Loggers>('logger.js');
  const { sealAuditLog } = await built<{ sealAuditLog(ctx: object): Promise<unknown> }>('audit/seal-audit-log.js');
  const { foldCounts } = await built<{ foldCounts(ctx: object): Promise<unknown> }>('reports/fold-counts.js');
  const logger = createLogger({ logLevel: 'warn', logFormat: 'json' });
  const database = openDatabase({ url }, { max: 10, onError: () => undefined });
  const parts = { database, logger, now: () => now };
  const { http } = createApp({
    ...{ ...parts, engine: createEngine(parts), publicUrl: () => 'http://localhost', setupToken: 'none' },
    ...{ secretKeys: ['a benchmark signs nothing that anybody trusts 0123456789'] },
    ...{ rateLimits: false, trustedProxies: [], feeds: undefined },
  });
  const ctx = { ...systemContext(database.db, logger, 'bench'), now: () => now };
  keep = async () => {
    await sealAuditLog(ctx);
    await foldCounts(ctx);
  };
  close = async () => {
    await http.close();
    await database.close();
  };
  await http.listen({ port: 0, host: '127.0.0.1' });
  // A server that listens on a port has an address of this kind.
  return (http.server.address() as AddressInfo).port;
}
