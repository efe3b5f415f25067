import type { Static, TSchema } from 'typebox';
import type { ErrorCode } from './errors.ts';
import type { Access } from './roles.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface EndpointShape {
  /** Name of the operation in the OpenAPI document, unique. */
  name: string;
  summary: string;
  method: Method;
  /** Path with `{name}` parameters, e.g. `/api/v1/sites/{site_id}`. */
  path: `/api/v1/${string}`;
  permission: Access;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** Schema of `data` in the envelope. */
  response: TSchema;
  /** `list`: `data` is an array with pages. `one`: a single object. `none`: `data` is null. */
  kind: 'list' | 'one' | 'none';
  /** Status of success; 200 where nothing is said. */
  status?: 200 | 201 | 202;
  /** Codes beside those that every endpoint may answer. */
  errors: readonly ErrorCode[];
  /** The body is read as bytes by the operation itself and checked there (the hot path of site reports). */
  rawBody?: true;
}

/**
 * One endpoint of the contract. The server binds an operation to it, the client calls it, OpenAPI lists it.
 * Returns the definition as given, with its exact types.
 */
export function endpoint<const E extends EndpointShape>(definition: E): E {
  return definition;
}

type StaticOf<S> = S extends TSchema ? Static<S> : Record<never, never>;
export type ParamsOf<E extends EndpointShape> = StaticOf<E['params']>;
export type QueryOf<E extends EndpointShape> = StaticOf<E['query']>;
export type BodyOf<E extends EndpointShape> = StaticOf<E['body']>;
export type ResponseOf<E extends EndpointShape> = Static<E['response']>;

/**
 * The address of an endpoint: `{name}` replaced by its parameter, percent-encoded, then the query.
 * Undefined query members are left out. Throws when a parameter is missing.
 */
export function pathOf(
  path: string,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`The path ${path} needs the parameter ${name}.`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}
