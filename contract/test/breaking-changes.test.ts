import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/openapi.ts';
import { type Api, breakingChanges, type Schema, unnamed } from './breaking-changes.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('nothing that was released is broken unless the changelog names it', () => {
  const released = JSON.parse(read('../openapi.released.json')) as Api;
  // As a client reads it: what is left undefined is not there.
  const today = JSON.parse(JSON.stringify(openApiDocument())) as Api;
  const changes = unnamed(breakingChanges(released, today), read('../../CHANGELOG.md'));
  expect(
    changes.map(({ operation, at, what }) => `${operation}${at && `: ${at}`} ${what}`),
    'Name each, with its operation and its place in backticks, under "### Breaking changes" of Unreleased in CHANGELOG.md.',
  ).toEqual([]);
});

type Members = Readonly<Record<string, Schema>>;
type Parts = { query?: Members; required?: string[]; body?: Schema; answer?: Schema; statuses?: string[]; csv?: true };
const object = (properties: Members, required: string[] = []): Schema => ({ type: 'object', properties, required });

function api({ query, required = [], body, answer = {}, statuses = ['200', '404'], csv }: Parts): Api {
  const parameters = Object.entries(query ?? {}).map(([name, schema]) => {
    return { name, schema, required: required.includes(name) };
  });
  const content = { 'application/json': { schema: answer }, ...(csv && { 'text/csv': { schema: {} } }) };
  return {
    paths: {
      '/things': {
        get: {
          parameters,
          ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
          responses: Object.fromEntries(statuses.map((status) => [status, status === '200' ? { content } : {}])),
        },
      },
    },
    components: { schemas: { Text: { type: 'string' }, Number: { type: 'number' } } },
  };
}

const text = { type: 'string' };
const texts = (...values: string[]) => ({ enum: values });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: Schema): Schema => ({ type: 'array', items });

describe('breaks a client', () => {
  it.each<[string, Parts, Parts, string]>([
    ['a status that is gone', {}, { statuses: ['200'] }, '404 is no longer answered'],
    ['CSV that is gone', { csv: true }, {}, 'text/csv is no longer answered'],
    ['a parameter that is gone', { query: { q: text } }, {}, 'q is no longer taken'],
    ['a new required parameter', {}, { query: { q: text }, required: ['q'] }, 'q is required now'],
    [
      'an optional one that is required',
      { query: { q: text } },
      { query: { q: text }, required: ['q'] },
      'q is required now',
    ],
    ['a shorter enum', { query: { q: texts('a', 'b') } }, { query: { q: texts('a') } }, 'q no longer takes b'],
    [
      'an enum where there was none',
      { query: { q: text } },
      { query: { q: { ...text, enum: ['a'] } } },
      'q takes only a',
    ],
    ['a lower maximum', { query: { q: { maxLength: 9 } } }, { query: { q: { maxLength: 8 } } }, 'q lower maxLength'],
    [
      'a minimum where there was none',
      { query: { q: text } },
      { query: { q: { ...text, minLength: 1 } } },
      'q higher minLength',
    ],
    ['another pattern', { query: { q: { pattern: 'a' } } }, { query: { q: { pattern: 'b' } } }, 'q another pattern'],
    ['a body where there was none', {}, { body: object({}) }, 'body is required now'],
    ['no body any more', { body: object({}) }, {}, 'body is no longer taken'],
    ['a new required member', { body: object({}) }, { body: object({ a: text }, ['a']) }, 'a is required now'],
    ['a member of the body that is gone', { body: object({ a: text }) }, { body: object({}) }, 'a is no longer taken'],
    [
      'a narrower type',
      { body: object({ a: orNull(text) }) },
      { body: object({ a: text }) },
      'a took null or string, takes string',
    ],
    [
      'a number that is whole now',
      { body: object({ a: { type: 'number' } }) },
      { body: object({ a: { type: 'integer' } }) },
      'a took number, takes integer',
    ],
    ['fewer variants', { body: { anyOf: [object({}), object({})] } }, { body: object({}) }, ' takes fewer variants'],
    ['a member that is gone', { answer: object({ a: text }) }, { answer: object({}) }, 'a is gone'],
    [
      'a member far inside',
      { answer: object({ a: list(object({ b: text })) }) },
      { answer: object({ a: list(object({})) }) },
      'a.*.b is gone',
    ],
    [
      'a member that may be missing',
      { answer: object({ a: text }, ['a']) },
      { answer: object({ a: text }) },
      'a may be missing now',
    ],
    [
      'another type',
      { answer: object({ a: text }) },
      { answer: object({ a: { type: 'integer' } }) },
      'a was string, is integer',
    ],
    [
      'a null that was not there',
      { answer: object({ a: text }) },
      { answer: object({ a: orNull(text) }) },
      'a was string, is null or string',
    ],
    [
      'a member inside of what may be null',
      { answer: orNull(object({ a: text })) },
      { answer: orNull(object({})) },
      'a is gone',
    ],
    [
      'another variant',
      { answer: { anyOf: [object({}), object({})] } },
      { answer: { anyOf: [object({}), object({}), object({})] } },
      ' has another variant',
    ],
    [
      'a named schema',
      { answer: { $ref: '#/components/schemas/Text' } },
      { answer: { $ref: '#/components/schemas/Number' } },
      ' was string, is number',
    ],
  ])('%s', (_name, before, after, change) => {
    expect(breakingChanges(api(before), api(after)).map(({ at, what }) => `${at} ${what}`)).toEqual([change]);
  });

  it('a method, or a path, that is gone', () => {
    expect(breakingChanges(api({}), { paths: { '/things': {} } })).toEqual([
      { operation: 'GET /things', at: '', what: 'is gone' },
    ]);
    expect(breakingChanges(api({}), { paths: {} })).toHaveLength(1);
  });
});

describe('breaks nobody', () => {
  it.each<[string, Parts, Parts]>([
    [
      'nothing',
      { query: { q: text }, body: object({ a: text }, ['a']), answer: text },
      { query: { q: text }, body: object({ a: text }, ['a']), answer: text },
    ],
    ['a new status', {}, { statuses: ['200', '404', '409'] }],
    ['a new optional parameter', {}, { query: { q: text } }],
    ['a parameter that need not be there', { query: { q: text }, required: ['q'] }, { query: { q: text } }],
    ['a longer enum', { query: { q: texts('a') } }, { query: { q: texts('a', 'b') } }],
    ['a higher maximum', { query: { q: { maximum: 1 } } }, { query: { q: { maximum: 2 } } }],
    ['a wider type', { body: object({ a: { type: 'integer' } }) }, { body: object({ a: orNull({ type: 'number' }) }) }],
    ['a new member', { answer: object({ a: text }) }, { answer: object({ a: text, b: text }, ['b']) }],
    ['a new value of a member', { answer: object({ a: texts('x') }) }, { answer: object({ a: texts('x', 'y') }) }],
    ['a null that is gone', { answer: object({ a: orNull(text) }) }, { answer: object({ a: text }) }],
  ])('%s', (_name, before, after) => expect(breakingChanges(api(before), api(after))).toEqual([]));
});

describe('the changelog names a change', () => {
  const change = { operation: 'GET /things', at: 'data.*.name', what: 'is gone' };
  const changelog = (entry: string) => `# Changelog\n\n## Unreleased\n\n${entry}\n\n## 0.1.0\n\n- The first.\n`;

  it.each([
    ['under the heading', '### Breaking changes\n\n- `GET /things` no longer answers\n  `data.*.name`.', []],
    ['not at all', '- Something else.', [change]],
    ['outside of the heading', '- `GET /things` no longer answers `data.*.name`.\n\n### Breaking changes', [change]],
    ['without its place', '### Breaking changes\n\n- `GET /things` changed.', [change]],
    ['in two entries', '### Breaking changes\n\n- `GET /things`\n- `data.*.name`', [change]],
    ['after the heading ends', '### Breaking changes\n\n### New\n\n- `GET /things` and `data.*.name`', [change]],
    ['for an older release', '- New.\n\n## 0.2.0\n\n### Breaking changes\n\n- `GET /things`: `data.*.name`', [change]],
  ])('%s', (_name, entry, left) => expect(unnamed([change], changelog(entry))).toEqual(left));
});
