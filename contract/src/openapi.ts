import type { TSchema } from 'typebox';
import { takesIdempotencyKey } from './address.ts';
import { type EndpointShape, IdempotencyKey } from './endpoint.ts';
import { groups } from './endpoints.ts';
import { ErrorBody, envelopeOf } from './envelope.ts';
import { type ErrorCode, errors } from './errors.ts';
import { type AnyExample, exampleAnswerOf, exampleError, exampleEventOf, exampleOf } from './examples.ts';

const everywhere: readonly ErrorCode[] = [
  'validation_error',
  'unsupported_api_version',
  'rate_limited',
  'internal_error',
  'unavailable',
];
const withBody: readonly ErrorCode[] = [
  'malformed_json',
  'too_large',
  'unsupported_media_type',
  'unsupported_encoding',
];
const withCredential: readonly ErrorCode[] = [
  'unauthenticated',
  'token_expired',
  'invalid_key',
  'ambiguous_credentials',
  'forbidden',
  'password_change_required',
  'site_deleted',
];

const withKey: readonly ErrorCode[] = ['conflict', 'idempotency_key_reused'];

interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly tags: readonly object[];
  readonly paths: Record<string, Record<string, object>>;
  readonly components: object;
}

/** The OpenAPI 3.1 document of the API, whole unless some groups are named, made from the endpoints; the same input gives the same document. */
export function openApiDocument(of = groups): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const { title, endpoints } of of) {
    for (const endpoint of endpoints) {
      const operation = { tags: [title], ...operationOf(endpoint) };
      paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Patchlight',
      version: '1',
      description: 'What needs patching on your Drupal sites, and proof that it was done.',
    },
    tags: of.map(({ title }) => ({ name: title })),
    paths,
    components: {
      schemas: { Error: { ...ErrorBody, examples: [exampleError] } },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Access token of a person, or an API key' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}

function operationOf(endpoint: EndpointShape): Record<string, unknown> {
  const { params, query, body } = exampleOf(endpoint);
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    ...(endpoint.deprecated && { deprecated: true }),
    'x-permission': endpoint.permission,
    security: endpoint.permission === 'public' ? [] : [{ token: [] }, { key: [] }],
    parameters: [
      ...parametersOf('path', endpoint.params, params),
      ...parametersOf('query', endpoint.query, query),
      ...keyParameterOf(endpoint),
    ],
    ...(endpoint.body && {
      requestBody: {
        required: endpoint.bodyOptional !== true,
        content: { [endpoint.mediaType ?? 'application/json']: { schema: endpoint.body, example: body } },
      },
    }),
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Success',
        ...(takesIdempotencyKey(endpoint) && { headers: { 'Idempotency-Replayed': replayed } }),
        content: contentOf(endpoint),
      },
      ...errorResponsesOf(endpoint),
    },
  };
}

function contentOf(endpoint: EndpointShape): Record<string, object> {
  if (endpoint.kind === 'stream') {
    // What one event holds: OpenAPI has no word for the events of a stream before 3.2.
    const schema = { type: 'string', contentMediaType: 'application/json', contentSchema: endpoint.response };
    return { 'text/event-stream': { schema, example: exampleEventOf(endpoint) } };
  }
  return {
    'application/json': { schema: envelopeOf(endpoint.response), example: exampleAnswerOf(endpoint) },
    ...(endpoint.csv !== undefined && { 'text/csv': { schema: { type: 'string' } } }),
  };
}

function parametersOf(
  place: 'path' | 'query',
  schema: TSchema | undefined,
  example: AnyExample['params'] = {},
): Record<string, unknown>[] {
  const object = schema as { properties?: Record<string, TSchema>; required?: string[] } | undefined;
  return Object.entries(object?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: object?.required?.includes(name) ?? false,
    schema: property,
    ...(name in example && { example: example[name] }),
  }));
}

const replayed = {
  description: 'The answer of the request that was carried out under this Idempotency-Key before.',
  schema: { type: 'string', enum: ['true'] },
};

function keyParameterOf(endpoint: EndpointShape): Record<string, unknown>[] {
  const header = (description: string) => [
    { name: 'Idempotency-Key', in: 'header', required: false, description, schema: IdempotencyKey },
  ];
  if (endpoint.mediaType !== undefined) return [];
  if (endpoint.rawBody === true) return header('A UUID: the id of a report whose body has no `report_id`.');
  if (!takesIdempotencyKey(endpoint)) return [];
  return header(
    'One effect, however often the request is sent under this key by the same caller: for 24 hours a repeat is given ' +
      'the answer of the one that succeeded, without what is shown once. What was refused or failed may be tried again ' +
      'under the same key. While the first is being worked on: 409 with `Retry-After`. With another body: 422.',
  );
}

/** Every error that an endpoint may answer: its own, and those of all that are like it in asking for something. */
export function errorsOf(endpoint: EndpointShape): ErrorCode[] {
  return [
    ...endpoint.errors,
    ...everywhere,
    ...(endpoint.body ? withBody : []),
    ...(endpoint.permission === 'public' ? [] : withCredential),
    ...(takesIdempotencyKey(endpoint) ? withKey : []),
  ];
}

function errorResponsesOf(endpoint: EndpointShape): Record<string, unknown> {
  const codes = errorsOf(endpoint);
  const byStatus = new Map<number, Set<ErrorCode>>();
  for (const code of codes) {
    const status = errors[code].status;
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus.entries()].map(([status, names]) => [
      status,
      {
        description: [...names].sort().join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}
