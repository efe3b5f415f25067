import { createHash } from 'node:crypto';
import { sql } from 'kysely';

const mark = '/* prepared */';
const names = new Map<string, string>();

/**
 * What a statement begins with that each connection parses and plans once, and not for each request. For statements that
 * come with many requests and have few texts: a connection keeps every one.
 */
export const prepared = sql.raw(mark);

/** The name under which a connection keeps the statement; undefined where it is forgotten at once. */
export function statementName(text: string): string | undefined {
  if (!text.trimStart().startsWith(mark)) return undefined;
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `q-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  names.set(text, name);
  return name;
}
