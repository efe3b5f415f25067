import { type Static, type TSchema, Type } from 'typebox';
import { type ErrorCode, errors } from './errors.ts';

export const Meta = Type.Object(
  { page: Type.Integer(), per_page: Type.Integer(), total: Type.Integer() },
  { additionalProperties: false },
);
export const Links = Type.Object(
  { self: Type.String(), next: Nullable(Type.String()), prev: Nullable(Type.String()) },
  { additionalProperties: false },
);
export type Meta = Static<typeof Meta>;
export type Links = Static<typeof Links>;

/** Every successful answer. A single object has `meta` 1, 1, 1; no content has `data` null and `total` 0. */
export interface Envelope<T> {
  data: T;
  meta: Meta;
  links: Links;
}

/** The envelope's schema around the schema of its `data`. */
export function envelopeOf<T extends TSchema>(data: T) {
  return Type.Object({ data, meta: Meta, links: Links }, { additionalProperties: false });
}

export const ErrorDetail = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer into the body, or `query/NAME`, `path/NAME`, `header/NAME`.' }),
    code: Type.String(),
    message: Type.String(),
  },
  { additionalProperties: false },
);
export type ErrorDetail = Static<typeof ErrorDetail>;

/** Every failed answer: the five members of version 1 first, then those of RFC 9457. */
export const ErrorBody = Type.Object(
  {
    status_code: Type.Integer(),
    error: Type.Enum(Object.keys(errors) as ErrorCode[]),
    message: Type.String(),
    details: Nullable(Type.Array(ErrorDetail)),
    timestamp: Type.String(),
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    request_id: Type.String(),
  },
  { additionalProperties: false },
);
export type ErrorBody = Static<typeof ErrorBody>;

/** The query of every list; `sort` takes only the names a list allows, `-` before a name turns the order. */
export function listQuery<S extends string>(sorts: readonly S[]) {
  return {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
    per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
    cursor: Type.Optional(Type.String({ maxLength: 4096, description: 'Opaque; taken from `links.next`.' })),
    sort: Type.Optional(
      Type.Enum(
        sorts.flatMap((name) => [name, `-${name}` as const]),
        { description: 'A leading `-` turns the order.' },
      ),
    ),
  };
}

/** A schema or null. */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** A secret in the answer of an endpoint that names it in `shownOnce`. */
export const ShownOnce = Nullable(
  Type.String({ description: 'Shown once; null where a repeated Idempotency-Key is given the answer again' }),
);

export const Id = Type.String({ format: 'uuid', description: 'UUID' });
export const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
