import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usage } from './failure.ts';
import { type Io, readAll } from './io.ts';

export type SourceKind = 'composer-lock' | 'composer-show' | 'drush' | 'report';

export interface Source {
  kind: SourceKind;
  /** As the person named it. */
  name: string;
  text: string;
}

export interface SourceOptions {
  composerLock?: string;
  composerShow?: string;
  drush?: string;
  stdin?: boolean;
}

/** The inventory that the options name; without any, the composer.lock of the working folder. */
export async function readSource(options: SourceOptions, io: Io): Promise<Source> {
  const named: [SourceKind, string | undefined][] = [
    ['composer-lock', options.composerLock],
    ['composer-show', options.composerShow],
    ['drush', options.drush],
    ['report', options.stdin ? '-' : undefined],
  ];
  const chosen = named.flatMap(([kind, name]): [SourceKind, string][] => (name === undefined ? [] : [[kind, name]]));
  if (chosen.length > 1)
    throw usage('Name one source, not several.', { why: `${chosen.map(([kind]) => kind).join(', ')} were named` });
  const [kind, name] = chosen[0] ?? ['composer-lock', lockOfFolder(io.cwd)];
  return { kind, name: name === '-' ? 'standard input' : name, text: await readText(name, io) };
}

/** A file's text, or that of standard input for `-`. */
export async function readText(name: string, io: Io): Promise<string> {
  if (name === '-') {
    if (io.stdin.isTTY) throw usage('Nothing comes in on standard input.');
    return (await readAll(io.stdin)).toString('utf8');
  }
  try {
    return readFileSync(resolve(io.cwd, name), 'utf8');
  } catch (error) {
    throw usage(`${name} cannot be read.`, { why: (error as Error).message });
  }
}

function lockOfFolder(folder: string): string {
  if (existsSync(join(folder, 'composer.lock'))) return 'composer.lock';
  throw usage('There is no composer.lock in this folder.', {
    next: 'name a file: --composer-lock, --composer-show, --drush or --stdin',
  });
}
