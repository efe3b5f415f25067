import type { Client } from '@patchlight/contract/client';
import { connect } from './connection.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { type GlobalOptions, readSettings, type Settings } from './settings.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What a command works with. */
export interface Session {
  io: Io;
  settings: Settings;
  terminal: Terminal;
  /** The server's client, made on first use. */
  client(): Client;
}

/** A command's body as commander calls it; its exit code is handed to `main`. */
export type Act = <A extends unknown[]>(
  body: (session: Session, ...args: A) => Promise<ExitCode>,
) => (...args: A) => Promise<void>;

export function openSession(options: GlobalOptions, io: Io): Session {
  const settings = readSettings(options, io);
  const terminal = openTerminal(io, settings);
  for (const warning of settings.warnings) terminal.warn(warning);
  let client: Client | undefined;
  return {
    io,
    settings,
    terminal,
    client: () => {
      client ??= connect(settings, terminal);
      return client;
    },
  };
}
