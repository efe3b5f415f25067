import { open, readFile } from 'node:fs/promises';

/** A report as it is about to be sent: written down, and on the disk, before its first byte leaves. */
export interface SentLine {
  readonly is: 'sent';
  readonly attempt: number;
  /** Null, as its time and its number are, in a report that carries nothing but what the site runs. */
  readonly reportId: string | null;
  readonly site: string;
  readonly generatedAt: string | null;
  readonly sequence: number | null;
  readonly sentAt: string;
  readonly bodyHash: string;
  /** What the report says the site runs. */
  readonly modules: Readonly<Record<string, string>>;
}

/** `ok`: 2xx. `fail`: any other answer. `unknown`: none, so that it may have been taken or not. */
export interface AnswerLine {
  readonly is: 'answer';
  readonly attempt: number;
  readonly outcome: 'ok' | 'fail' | 'unknown';
  readonly at: string;
  readonly ms: number;
  readonly status?: number;
  readonly retryAfter?: string;
  readonly receipt?: string;
  /** The id of the report, by the answer. */
  readonly givenId?: string;
  /** Why there is none. */
  readonly error?: string;
}

/** A fault of ours, from its beginning until nothing of it was left in the way. */
export interface FaultLine {
  readonly is: 'fault';
  readonly name: string;
  readonly kills: number;
  readonly from: string;
  readonly until: string;
}

/** How everything stood once the faults were over. */
export interface QuietLine {
  readonly is: 'quiet';
  /** From the end of the last fault until every server answered again, and until nothing waited any more. */
  readonly healedSeconds: number;
  readonly drainedSeconds: number;
  /** Processes that ended although nobody had ended them. */
  readonly endedByThemselves: readonly string[];
  readonly connections: number;
  readonly connectionsMax: number;
  readonly residentMb: { readonly first: number; readonly last: number };
}

export type Line = SentLine | AnswerLine | FaultLine | QuietLine;

/** Takes lines, each on the disk once its promise resolves; those that come together share one fdatasync. */
export interface Ledger {
  write(line: Line): Promise<void>;
  close(): Promise<void>;
}

export async function openLedger(path: string): Promise<Ledger> {
  const file = await open(path, 'a');
  let waiting = '';
  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  const flush = async () => {
    const lines = waiting;
    waiting = '';
    next = undefined;
    await file.appendFile(lines);
    await file.datasync();
  };
  return {
    write(line) {
      waiting += `${JSON.stringify(line)}\n`;
      next ??= last.then(flush);
      last = next;
      return next;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}

/** One attempt with what became of it; without an answer nobody knows. */
export type Attempt = SentLine & Omit<AnswerLine, 'is'>;

export interface ReadLedger {
  readonly attempts: readonly Attempt[];
  readonly faults: readonly FaultLine[];
  readonly quiet: QuietLine | undefined;
}

export async function readLedger(path: string): Promise<ReadLedger> {
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line);
  return ledgerOf(lines);
}

export function ledgerOf(lines: readonly Line[]): ReadLedger {
  const answers = new Map(lines.flatMap((line) => (line.is === 'answer' ? [[line.attempt, line] as const] : [])));
  return {
    attempts: lines.flatMap((line) => {
      if (line.is !== 'sent') return [];
      const { is: _is, ...answer } = answers.get(line.attempt) ?? unanswered(line);
      return { ...line, ...answer };
    }),
    faults: lines.filter((line) => line.is === 'fault'),
    quiet: lines.findLast((line) => line.is === 'quiet'),
  };
}

function unanswered({ attempt, sentAt }: SentLine): AnswerLine {
  return { is: 'answer', attempt, outcome: 'unknown', at: sentAt, ms: 0, error: 'the generator ended' };
}
