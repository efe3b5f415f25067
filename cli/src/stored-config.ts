import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { usage } from './failure.ts';

export interface StoredCredential {
  api_key?: string;
  token?: string;
  /** When the token ends, RFC 3339. */
  expires_at?: string;
  email?: string;
}

/** The config file. Credentials are kept by the address they were given for and are sent nowhere else. */
export interface StoredConfig {
  url?: string;
  credentials: Record<string, StoredCredential>;
}

/** The config file's content; empty when there is none. Throws a Failure when it cannot be read. */
export function readStoredConfig(path: string): StoredConfig {
  const text = readText(path);
  if (text === null) return { credentials: {} };
  const value = parseObject(text, path);
  const credentials = isObject(value.credentials) ? (value.credentials as Record<string, StoredCredential>) : {};
  return typeof value.url === 'string' ? { url: value.url, credentials } : { credentials };
}

/** Writes the config file for its owner alone, whole or not at all. */
export function writeStoredConfig(path: string, config: StoredConfig): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** True when others than the owner may read the file, which Windows cannot say. */
export function isReadableByOthers(path: string): boolean {
  if (process.platform === 'win32') return false;
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

export interface FolderConfig {
  url?: string;
  site?: string;
}

/** `.patchlight.json` of a folder or the nearest one above it; null when there is none. */
export function findFolderConfig(folder: string): (FolderConfig & { path: string }) | null {
  for (let at = folder; ; at = dirname(at)) {
    const path = `${at === '/' ? '' : at}/.patchlight.json`;
    const text = readText(path);
    if (text !== null) {
      const value = parseObject(text, path);
      return {
        path,
        ...(typeof value.url === 'string' ? { url: value.url } : {}),
        ...(typeof value.site === 'string' ? { site: value.site } : {}),
      };
    }
    if (dirname(at) === at) return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw usage(`${path} cannot be read.`, { why: (error as Error).message });
  }
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw usage(`${path} is not readable JSON.`, { why: (error as Error).message });
  }
  throw usage(`${path} is not a JSON object.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
