import { fileURLToPath } from 'node:url';
import { type Bed, openBed } from './bed.ts';
import { type Child, startChild } from './child.ts';
import { copySiteModules } from './copy-site-modules.ts';
import { openReader, type Reader } from './reader.ts';
import { openYear, type Year } from './year.ts';

export interface LabOptions {
  readonly sites: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Length of what takes long. */
  readonly minutes: number;
  /** Folder for a CPU profile of the server in each timed part. */
  readonly profileDir: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** Everything a row may measure with; made when first asked for, and closed together. */
export interface Lab {
  readonly options: LabOptions;
  /** A folder of this name under bench/.data. */
  folder(name: string): string;
  bed(): Promise<Bed>;
  /** Reads from the server of the bed. */
  reader(): Promise<Reader>;
  /** A server and a database of its own with a year of history. */
  year(): Promise<Year>;
  /** Port of a server that does only this much. */
  baseline(work: 'validate' | 'hash'): Promise<number>;
  /** Upserts whole reports into a table like site_modules, without HTTP. */
  upsert(layout: 'tuned' | 'naive'): Promise<Child>;
  /** Closes something with everything else. */
  closeLater(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export const reportsPerUpsert = { tuned: 50, naive: 1 } as const;

export function openLab(options: LabOptions): Lab {
  const closers: (() => Promise<void>)[] = [];
  const folder = (name: string) => fileURLToPath(new URL(`../.data/${name}`, import.meta.url));
  const { sites, databaseUrl } = options;
  const bed = once(async () => {
    const opened = await openBed({ dataDir: folder(`sites-${sites}`), sites, ...(databaseUrl && { databaseUrl }) });
    closers.push(opened.close);
    return opened;
  });
  const reader = once(async () => {
    const opened = await openReader(await bed());
    closers.push(async () => opened.close());
    return opened;
  });
  const year = once(async () => {
    const opened = await openYear(folder('year'));
    closers.push(opened.close);
    return opened;
  });
  const baselines = { validate: once(() => listen('validate')), hash: once(() => listen('hash')) };
  const upserts = { tuned: once(() => startUpsert('tuned')), naive: once(() => startUpsert('naive')) };

  async function listen(work: 'validate' | 'hash'): Promise<number> {
    const child = startChild('baseline-server');
    closers.push(child.stop);
    const port = await child.ask<number>({ do: 'listen', work });
    await (await bed()).load({ port, connections: 64, kind: 'unchanged', seconds: 2 });
    return port;
  }

  async function startUpsert(layout: 'tuned' | 'naive'): Promise<Child> {
    const { database, connectionString } = await bed();
    const table = await copySiteModules(database, layout);
    const child = startChild('raw-upsert');
    closers.push(child.stop);
    await child.ask({ do: 'load', connectionString, sites, table, batch: reportsPerUpsert[layout] });
    await child.ask({ do: 'run', seconds: 2 });
    return child;
  }

  return {
    ...{ options, folder, bed, reader, year },
    baseline: (work) => baselines[work](),
    upsert: (layout) => upserts[layout](),
    closeLater: (close) => void closers.push(close),
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
