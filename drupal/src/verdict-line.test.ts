import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feedXml } from '../test/feeds.ts';
import { scenarios } from '../test/scenarios.ts';
import { answerVerdictLine } from './verdict-line.ts';

const ask = (request: unknown) => JSON.parse(answerVerdictLine(JSON.stringify(request)));

test('1,000 feeds with known answers; a malformed line among them spoils only itself', () => {
  for (const { name, request, answer } of scenarios(1000)) {
    expect({ name, ...ask(request) }).toEqual({ name, ...answer });
    if (Number(request.id) % 10 !== 0) continue;
    const cut = JSON.stringify(request).slice(0, -7);
    expect(JSON.parse(answerVerdictLine(cut))).toEqual({ id: null, error: 'The line is not JSON.' });
  }
});

test('the members come in a fixed order', () => {
  expect(
    answerVerdictLine(JSON.stringify({ id: 'a', installed_version: '1.0.0', feed: feedXml({ releases: ['1.1.0'] }) })),
  ).toBe(
    '{"id":"a","core_status":"NOT_CURRENT","reason":null,"recommended":"1.1.0","latest":"1.1.0","dev":null,"latest_dev":null,"also":[],"security_updates":[]}',
  );
});

test('an empty body is a failed fetch, and a missing feed no data, where the line does not say so', () => {
  expect(ask({ id: 1, installed_version: '1.0.0', feed: '', fetch: 'ok' }).core_status).toBe('NOT_FETCHED');
  expect(ask({ id: 1, installed_version: 'main', feed: null }).reason).toBe('no_releases');
  expect(ask({ id: 1, installed_version: 'main', feed: null, fetch: 'ok' }).reason).toBe('invalid_version');
});

describe('a line that cannot be read', () => {
  test.each([
    ['', null],
    ['{', null],
    ['[]', null],
    ['null', null],
    ['7', null],
    ['{"id": 5, "installed_version": 1}', 5],
    ['{"id": "a", "datestamp": {}}', 'a'],
    ['{"id": "a", "fetch": "maybe"}', 'a'],
    ['{"id": "a", "fetch_pending": "yes"}', 'a'],
    ['{"id": "a", "feed": ["<project/>"]}', 'a'],
    ['{"id": "a", "core_feed": 1}', 'a'],
    ['{"id": {}, "project": 1}', null],
  ])('%s', (line, id) => {
    expect(JSON.parse(answerVerdictLine(line))).toEqual({ id, error: expect.stringMatching(/^[A-Z"].*\.$/) });
  });

  test('never throws, whatever it is', () => {
    const field = fc.oneof(fc.constantFrom('1.0.0', 'ok', null, true, 0), fc.anything());
    const request = fc.record(
      { id: field, installed_version: field, datestamp: field, fetch: field, fetch_pending: field, feed: field },
      { requiredKeys: [] },
    );
    const lines = fc.oneof(
      fc.string(),
      request.map((value) => JSON.stringify(value)),
      fc.json(),
    );
    fc.assert(
      fc.property(lines, (line) => {
        expect(JSON.parse(answerVerdictLine(line))).toHaveProperty('id');
      }),
      { numRuns: 1000 },
    );
  });
});

test('the same feed again gives the same answer, also after many others', () => {
  const [first, ...others] = scenarios(200);
  if (!first) throw new Error('There are 200 scenarios.');
  const before = ask(first.request);
  for (const { request } of others) ask(request);
  expect(ask(first.request)).toEqual(before);
});
