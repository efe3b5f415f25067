import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { fieldsOf } from './schema-fields.ts';

const rows = (schema: Parameters<typeof fieldsOf>[0]) =>
  fieldsOf(schema).map(({ name, type, isRequired, note }) => [name, type, isRequired ? '' : 'optional', note]);

it('names every field, those inside of lists and objects too', () => {
  const site = Type.Object({ id: Type.String({ format: 'uuid', description: 'UUID' }) });
  expect(rows(Type.Array(Type.Object({ site, tags: Type.Array(Type.String(), { maxItems: 5 }) })))).toEqual([
    ['[].site', 'object', '', ''],
    ['[].site.id', 'UUID', '', ''],
    ['[].tags', 'list of string', '', 'At most 5 items.'],
  ]);
});

it('says what a value may be', () => {
  const schema = Type.Object({
    state: Type.Optional(Type.Enum(['on', 'off'], { description: 'How it is.' })),
    page: Type.Integer({ minimum: 1, maximum: 9, default: 1 }),
    name: Type.String({ minLength: 1 }),
    code: Type.String({ pattern: '^a$' }),
    at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  });
  expect(rows(schema)).toEqual([
    ['state', 'on, off', 'optional', 'How it is.'],
    ['page', 'integer', '', '1 to 9. 1 when left out.'],
    ['name', 'string', '', 'At least 1 characters.'],
    ['code', 'string', '', 'Matches `^a$`.'],
    ['at', 'time, RFC 3339 or null', '', ''],
  ]);
});

it('names what variants share once', () => {
  const one = Type.Object({ a: Type.String(), b: Type.String() });
  const other = Type.Object({ a: Type.String(), c: Type.String() });
  expect(rows(Type.Union([one, other])).map(([name]) => name)).toEqual(['a', 'b', 'c']);
});
