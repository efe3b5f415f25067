import { type Static, type TSchema, Type } from 'typebox';
import type { Deprecation } from './deprecation.ts';
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
  /** Schema of `data` in the envelope, or of each event of a stream. */
  response: TSchema;
  /**
   * `list`: `data` is an array with pages. `report`: `data` is `{summary, rows}`, its rows with pages. `one`: a single
   * object. `none`: `data` is null. `stream`: no envelope, but server-sent events for as long as the caller listens.
   */
  kind: 'list' | 'report' | 'one' | 'none' | 'stream';
  /** Status of success; 200 where nothing is said. */
  status?: 200 | 201 | 202;
  /** Codes beside those that every endpoint may answer. */
  errors: readonly ErrorCode[];
  /** A request without a body counts as one with an empty object. */
  bodyOptional?: true;
  /** Members of `data` that are shown once: null where a repeated `Idempotency-Key` is given the answer again. */
  shownOnce?: readonly string[];
  /** May be called while a password that somebody else set is still to be replaced. */
  beforePasswordChange?: true;
  /** The body is read as bytes by the operation itself and checked there (the hot path of site reports). */
  rawBody?: true;
  /** Bytes that a body may have, as sent and unpacked, where that is not the limit of a site report. */
  bodyBytes?: number;
  /** The body is a document of this type and no JSON. Comes with `rawBody`. */
  mediaType?: 'application/xml';
  /**
   * Answered as CSV too, whole, for `?format=csv` or `Accept: text/csv`: a list, the rows of a report, or of a single
   * object the last of these lists that it has.
   */
  csv?: true | readonly string[];
  /** It is to go away; the policy is `docs/deprecation.md`. */
  deprecated?: Deprecation;
}

const format = Type.Optional(
  Type.Enum(['json', 'csv'], {
    description: '`csv`: every row that the filters let through, as one file; which page is asked for does not matter.',
  }),
);

/**
 * One endpoint of the contract. The server binds an operation to it, the client calls it, OpenAPI lists it.
 * Returns the definition as given, with its exact types; the query of a list with CSV has the key `format` besides,
 * which no operation sees and the typed client, which reads JSON, does not offer.
 */
export function endpoint<const E extends EndpointShape>(definition: E): E {
  if (definition.csv === undefined) return definition;
  const { properties } = (definition.query ?? Type.Object({})) as { properties?: Record<string, TSchema> };
  return { ...definition, query: Type.Object({ ...properties, format }, { additionalProperties: false }) };
}

/** The header under which a request may be sent again: same key and body, one effect and the same answer, for 24 hours. */
export const IdempotencyKey = Type.String({ minLength: 1, maxLength: 255, pattern: '^[!-~]*$' });

type StaticOf<S> = S extends TSchema ? Static<S> : Record<never, never>;
export type ParamsOf<E extends EndpointShape> = StaticOf<E['params']>;
export type QueryOf<E extends EndpointShape> = StaticOf<E['query']>;
export type BodyOf<E extends EndpointShape> = StaticOf<E['body']>;
export type ResponseOf<E extends EndpointShape> = Static<E['response']>;
