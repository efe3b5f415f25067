import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { inject } from 'vitest';
import type { Io } from '../src/io.ts';
import { main } from '../src/main.ts';

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

export interface Surroundings {
  stdin?: string | Buffer;
  env?: Record<string, string>;
  cwd?: string;
  isTTY?: boolean;
  columns?: number;
  now?: Date;
}

/** A folder of its own, empty. */
export function emptyFolder(): string {
  return mkdtempSync(join(inject('folders'), 'empty-'));
}

/** Runs one command in this process with streams of its own; the environment holds what the test says and no more. */
export async function run(argv: string[], around: Surroundings = {}): Promise<Outcome> {
  const out = collector(around.columns);
  const err = collector();
  const stdin = new PassThrough();
  stdin.end(around.stdin ?? '');
  const home = around.env?.HOME ?? emptyFolder();
  const io: Partial<Io> = {
    stdin,
    stdout: out.stream,
    stderr: err.stream,
    env: { HOME: home, LANG: 'C.UTF-8', ...around.env },
    cwd: around.cwd ?? home,
    isTTY: around.isTTY ?? false,
    now: () => around.now ?? new Date('2026-08-21T12:00:00Z'),
  };
  const code = await main(argv, io);
  return { code, out: out.text(), err: err.text() };
}

function collector(columns?: number) {
  const chunks: Buffer[] = [];
  const stream: Writable & { columns?: number } = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  if (columns !== undefined) stream.columns = columns;
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
