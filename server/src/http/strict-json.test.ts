import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string | Buffer, depth = 8) => parseStrictJson(Buffer.from(text), depth);

/** The first detail of the refusal. */
function refusalOf(text: string | Buffer, depth = 8): { path: string; code: string; message: string } | undefined {
  try {
    parse(text, depth);
  } catch (error) {
    const { code, details } = error as { code: string; details: [{ path: string; code: string; message: string }] };
    expect(code).toBe('malformed_json');
    return details[0];
  }
  return undefined;
}

describe('as JSON.parse does', () => {
  const hasProto = (text: string) => text.includes('__proto__');
  it('it reads every value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        fc.pre(!hasProto(text) && !/\\u0000|\\ud[89a-f]/i.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('it refuses every text that is no JSON, and says where without repeating it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ 1e-.tu\u00e9\u0000') }), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const refusal = refusalOf(text);
        if (!valid) expect(refusal?.message).toMatch(/^The body is not JSON|At most 8 levels/);
        else if (refusal !== undefined)
          expect(['repeated_key', 'too_deep', 'lone_surrogate', 'nul_character']).toContain(refusal.code);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '1e400',
    '-0',
    '""',
    'null',
    ' [ ] ',
    '"\\\\"',
    '"\\""',
    '{"a:b{[":"}]:"}',
    '"\\u00e9"',
    '"\\ud83d\\ude00"',
  ])('%s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });
});

describe('beyond it', () => {
  it.each([
    ['a repeated key', '{"a":1,"a":1}', '', 'repeated_key'],
    ['a key repeated in another spelling', '{"a":1,"\\u0061":1}', '', 'repeated_key'],
    ['a repeated key deep inside', '[{"x":{"a":1,"b":2,"a":3}}]', '', 'repeated_key'],
    ['a key like the prototype', '{"__proto__":1}', '/__proto__', 'forbidden_key'],
    ['a key like the prototype, spelled out', '{"a":[{"\\u005f\\u005fproto__":1}]}', '/a/0/__proto__', 'forbidden_key'],
    ['a NUL in a value', '{"a":["x","\\u0000"]}', '/a/1', 'nul_character'],
    ['a NUL in a key', '{"\\u0000":1}', '', 'nul_character'],
    ['half a character', '["\\ud800"]', '/0', 'lone_surrogate'],
    ['two halves the wrong way round', '["\\ude00\\ud83d"]', '/0', 'lone_surrogate'],
    ['Latin-1', Buffer.from('"\u00e9"', 'latin1'), '', 'not_utf8'],
    ['UTF-16', Buffer.from('"a"', 'utf16le'), '', 'syntax'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '', 'not_utf8'],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0x80, 0x22]), '', 'not_utf8'],
  ])('%s', (_name, text, path, code) => expect(refusalOf(text)).toMatchObject({ path, code }));

  it('the word alone is harmless in a value', () => expect(parse('["__proto__","\\u005f_proto__"]')).toHaveLength(2));

  it.each([1, 3, 8])('%i levels and no more', (depth) => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(refusalOf(nested(depth), depth)).toBeUndefined();
    expect(refusalOf(nested(depth + 1), depth)?.code).toBe('too_deep');
  });

  it('brackets in text are no levels', () => expect(parse(`["${'['.repeat(100)}"]`)).toHaveLength(1));

  it('a hundred thousand levels are refused before they are read', () => {
    expect(refusalOf('['.repeat(100_000))?.code).toBe('too_deep');
    expect(refusalOf('{"a":'.repeat(100_000))?.code).toBe('too_deep');
  });

  it('any repeated key is found', () => {
    const key = fc
      .string({ minLength: 1, maxLength: 3 })
      .filter((text) => text !== '__proto__' && text.isWellFormed() && !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 6 }), (keys) => {
        const text = `{${keys.map((each) => `${JSON.stringify(each)}:{"x":1}`).join(',')}}`;
        expect(refusalOf(text)?.code).toBe(new Set(keys).size === keys.length ? undefined : 'repeated_key');
      }),
    );
  });
});
