import { type Io, write } from './io.ts';
import { printable } from './printable.ts';
import type { Settings } from './settings.ts';

const ansi = { red: 31, yellow: 33, blue: 34, magenta: 35, bold: 1, dim: 2 } as const;
export type Style = keyof typeof ansi;

/** Data to standard output, everything said about it to standard error. */
export interface Terminal {
  /** Columns that a table may take; none when the output is not a terminal. */
  width: number | null;
  symbols: boolean;
  print(text: string): Promise<boolean>;
  /** What happened; silent with --quiet. */
  note(text: string): void;
  warn(text: string): void;
  /** Only with --verbose or --debug. */
  trace(text: string): void;
  style(text: string, ...styles: Style[]): string;
}

export function openTerminal(io: Io, settings: Pick<Settings, 'verbosity' | 'color' | 'symbols'>): Terminal {
  const say = (text: string) => void write(io.stderr, `${printable(text)}\n`);
  const isLoud = settings.verbosity === 'verbose' || settings.verbosity === 'debug';
  return {
    width: io.isTTY ? (io.stdout.columns ?? 80) : null,
    symbols: settings.symbols,
    print: (text) => write(io.stdout, text),
    note: (text) => settings.verbosity !== 'quiet' && say(text),
    warn: (text) => say(`warning: ${text}`),
    trace: (text) => isLoud && say(text),
    style: (text, ...styles) =>
      settings.color && styles.length > 0
        ? `\u001b[${styles.map((name) => ansi[name]).join(';')}m${text}\u001b[0m`
        : text,
  };
}
