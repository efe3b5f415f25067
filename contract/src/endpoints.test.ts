import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { takesIdempotencyKey } from './address.ts';
import { endpoints } from './endpoints.ts';
import { permissions } from './roles.ts';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly patternProperties?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Paths of objects in a schema that would let a field pass which nobody named. */
function openObjects(schema: Schema, path = ''): string[] {
  const below = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => openObjects(each, `${path}/${name}`)),
    ...(schema.items ? openObjects(schema.items, `${path}/*`) : []),
    ...(schema.anyOf ?? []).flatMap((each) => openObjects(each, path)),
  ];
  // A record, such as what an audit entry says of before and after, is open by name.
  const isOpen = schema.additionalProperties !== false && schema.patternProperties === undefined;
  return schema.type === 'object' && isOpen ? [path, ...below] : below;
}

describe.each(endpoints)('$method $path', (endpoint) => {
  const { name, path, permission, params, query, body, response, rawBody } = endpoint;

  it('answers with named fields only', () => expect(openObjects(response as Schema)).toEqual([]));

  it('takes named fields only, but for reports', () => {
    for (const each of [params, query, rawBody === true ? undefined : body])
      if (each !== undefined) expect(openObjects(each as Schema)).toEqual([]);
  });

  it('declares who may call it, and every parameter of its path', () => {
    expect(permission === 'public' || Object.hasOwn(permissions, permission)).toBe(true);
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(Object.keys((params as Schema | undefined)?.properties ?? {})).toEqual(names);
  });

  it('says which secrets are shown once', () => {
    const { properties = {} } = response as Schema;
    const secrets = Object.keys(properties).filter((member) => /api_key|secret|token/.test(member));
    expect(takesIdempotencyKey(endpoint) ? (endpoint.shownOnce ?? []) : secrets).toEqual(secrets);
  });

  it('has a name of its own', () => expect(endpoints.filter((each) => each.name === name)).toHaveLength(1));
});

it('knows every file of endpoints by address too', () => {
  const filesIn = (file: string) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    return [...text.matchAll(/(?:import \* as \w+ from |typeof import\()'(\.\/[\w-]+\.ts)'/g)].map(([, path]) => path);
  };
  expect(filesIn('./address.ts')).toEqual(filesIn('./endpoints.ts'));
});
