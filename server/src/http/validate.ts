import type { ErrorDetail } from '@patchlight/contract/envelope';
import type { TSchema } from 'typebox';
import { invalid, OperationError } from '../errors.ts';

/** Throws a `validation_error` when the list is not empty. */
export function refuse(details: ErrorDetail[]): void {
  if (details.length > 0) throw new OperationError('validation_error', { details });
}

/** PostgreSQL takes no NUL character in a text; no parameter of a path needs one. */
export function nulProblems(params: unknown): ErrorDetail[] {
  const named = Object.entries(params ?? {}).filter(([, value]) => typeof value === 'string' && value.includes('\0'));
  return named.map(([name]) => ({
    path: `path/${name}`,
    code: 'bad_format',
    message: 'Must not hold a NUL character.',
  }));
}

type QueryValue = string | number | boolean;

/**
 * Reads a query string by its schema: numbers become numbers, everything else stays text. An unknown key, a repeated
 * key, broken percent-encoding and a NUL are refused; so is a number in any form but plain digits.
 */
export function parseQuery(search: string, schema: TSchema | undefined): Record<string, QueryValue> {
  const properties = (schema as { properties?: Record<string, { type?: string }> } | undefined)?.properties ?? {};
  const query: Record<string, QueryValue> = {};
  if (search === '') return query;
  for (const [name, value] of new URLSearchParams(search)) {
    const path = `query/${name.slice(0, 64)}`;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) throw invalid(path, 'unknown_key', 'This is not known here.');
    if (Object.hasOwn(query, name)) throw invalid(path, 'repeated_key', 'Give this once.');
    if (value.includes('\0') || value.includes('\ufffd'))
      throw invalid(path, 'bad_format', 'Must be readable UTF-8 text.');
    if (property.type === 'integer') {
      if (!/^\d{1,15}$/.test(value)) throw invalid(path, 'wrong_type', 'Must be a whole number.');
      query[name] = Number(value);
    } else {
      query[name] = value;
    }
  }
  return query;
}
