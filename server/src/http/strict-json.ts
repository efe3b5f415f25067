import { isUtf8 } from 'node:buffer';
import { OperationError } from '../errors.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * Parses a JSON body, and refuses what JSON.parse lets pass: text that is not UTF-8, a repeated key, nesting deeper
 * than `depth`, NUL characters and lone surrogates (PostgreSQL takes neither), and `__proto__` as a key.
 */
export function parseStrictJson(body: Buffer, depth: number): unknown {
  if (!isUtf8(body)) throw malformed('', 'not_utf8', 'The body is not UTF-8 text.');
  const outline = scan(body);
  if (outline.depth > depth) throw malformed('', 'too_deep', `At most ${depth} levels of nesting.`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw malformed('', 'syntax', syntaxMessage(error));
  }
  const keys = countKeys(value);
  if (keys !== outline.keys) throw malformed('', 'repeated_key', 'A key stands twice in one object.');
  if (outline.hasProto || outline.hasUnicodeEscape) refuseProto(value, '');
  if (outline.hasUnicodeEscape) refuseBadText(value, '');
  return value;
}

/** Only where it went wrong: the parser's own message quotes the body, which may hold a key, and is kept in lists. */
function syntaxMessage(error: unknown): string {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 'The body is not JSON.' : `The body is not JSON: see position ${position}.`;
}

interface Outline {
  depth: number;
  keys: number;
  hasUnicodeEscape: boolean;
  hasProto: boolean;
}

// One pass over the bytes: a colon outside of a string belongs to exactly one key, so their number is the number of
// keys written, which repeated keys make larger than the number of keys parsed.
function scan(body: Buffer): Outline {
  const outline: Outline = { depth: 0, keys: 0, hasUnicodeEscape: false, hasProto: body.includes('__proto__') };
  let level = 0;
  const length = body.length;
  for (let at = 0; at < length; at += 1) {
    const byte = body[at];
    if (byte === quote) {
      at += 1;
      while (at < length && body[at] !== quote) {
        if (body[at] === backslash) {
          at += 1;
          if (body[at] === 0x75) outline.hasUnicodeEscape = true;
        }
        at += 1;
      }
    } else if (byte === 0x3a) {
      outline.keys += 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      level += 1;
      if (level > outline.depth) outline.depth = level;
    } else if (byte === 0x7d || byte === 0x5d) {
      level -= 1;
    }
  }
  return outline;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const key in value) count += 1 + countKeys((value as Record<string, unknown>)[key]);
  return count;
}

function refuseProto(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw malformed(`${path}/__proto__`, 'forbidden_key', 'This key is not allowed.');
    refuseProto(item, `${path}/${key}`);
  }
}

function refuseBadText(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw malformed(path, 'nul_character', 'Text must not hold a NUL character.');
    if (!value.isWellFormed()) throw malformed(path, 'lone_surrogate', 'Text must be valid Unicode.');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      refuseBadText(key, path);
      refuseBadText(item, `${path}/${key}`);
    }
  }
}

function malformed(path: string, code: string, message: string): OperationError {
  return new OperationError('malformed_json', { message, details: [{ path, code, message }] });
}
