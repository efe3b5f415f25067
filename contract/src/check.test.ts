import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkOf } from './check.ts';
import { Nullable, Time } from './envelope.ts';

const isTime = (text: string) => checkOf(Time)(text).length === 0;

describe('a time', () => {
  it.each([
    '2026-11-22T20:15:04Z',
    '2026-11-22t20:15:04.5z',
    '2026-11-22 20:15:04Z',
    '2024-02-29T00:00:00Z',
    '2026-11-22T20:15:04.123456789+05:45',
    '2026-01-01T00:00:00-15:59',
    '0002-01-01T00:00:00Z',
    '9998-12-31T23:59:59Z',
  ])('%s is one', (text) => {
    expect(isTime(text)).toBe(true);
    expect(new Date(text).getTime()).not.toBeNaN();
  });

  // What PostgreSQL or JavaScript would not take, or take for another one.
  it.each([
    '2026-11-22',
    '2026-11-22T20:15Z',
    '2026-11-22T20:15:04',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-01T00:00:00+16:00',
    '2026-01-01T00:00:00+05:60',
    '2026-01-01T00:00:00+0500',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '12026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    ' 2026-01-01T00:00:00Z',
    'now',
    '',
  ])('%j is none', (text) => expect(isTime(text)).toBe(false));
});

describe('what is wrong', () => {
  const check = checkOf(
    Type.Object(
      {
        name: Type.String({ minLength: 2, maxLength: 3 }),
        size: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 9 }))),
        kind: Type.Optional(Type.Enum(['a', 'b'])),
      },
      { additionalProperties: false },
    ),
  );
  it.each([
    [{}, '/name', 'required'],
    [{ name: 'x' }, '/name', 'too_short'],
    [{ name: 'xxxx' }, '/name', 'too_long'],
    [{ name: 7 }, '/name', 'wrong_type'],
    [{ name: 'xx', size: 0 }, '/size', 'out_of_range'],
    [{ name: 'xx', size: 10 }, '/size', 'out_of_range'],
    [{ name: 'xx', size: 1.5 }, '/size', 'wrong_type'],
    [{ name: 'xx', size: Number.POSITIVE_INFINITY }, '/size', 'wrong_type'],
    [{ name: 'xx', size: '1' }, '/size', 'wrong_type'],
    [{ name: 'xx', kind: 'c' }, '/kind', 'not_allowed'],
    [{ name: 'xx', other: 1 }, '/other', 'unknown_field'],
    [[], '', 'wrong_type'],
    [null, '', 'wrong_type'],
  ])('%j: %s %s, and nothing else', (value, path, code) => {
    expect(check(value).map((detail) => [detail.path, detail.code])).toEqual([[path, code]]);
  });

  it.each([1, 7, 8, 9, 20, 50, 500])('%i unknown fields are refused, and at most twenty named', (count) => {
    const unknown = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));
    const details = check({ name: 'xx', ...unknown });
    expect(details).toHaveLength(Math.min(count, 20));
    expect(details[0]).toMatchObject({ path: '/x0', code: 'unknown_field' });
  });

  it('of a query begins with its name', () => {
    const query = checkOf(Type.Object({ page: Type.Integer() }, { additionalProperties: false }), 'query/');
    expect(
      query({ page: 'x', other: 1 })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['query/other', 'query/page']);
  });
});
