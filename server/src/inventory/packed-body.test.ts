import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { packBody, unpackBody } from './packed-body.ts';

const report = Buffer.from(
  JSON.stringify({ extensions: Array.from({ length: 100 }, (_, at) => ({ name: `module_${at}`, version: '1.2.3' })) }),
);

it('makes a report much smaller, and gives its bytes back', () => {
  const packed = packBody(report);
  expect(packed.is_packed).toBe(true);
  expect(packed.body.length).toBeLessThan(report.length / 4);
  expect(unpackBody(packed).equals(report)).toBe(true);
});

it('leaves as they are bytes that do not get smaller, and those that would take long', () => {
  for (const body of [Buffer.alloc(0), randomBytes(500), Buffer.alloc(1024 * 1024, 'x')]) {
    const packed = packBody(body);
    expect(packed).toEqual({ body, is_packed: false });
    expect(unpackBody(packed)).toBe(body);
  }
});

it('gives what was stored before bodies were packed as it is', () => {
  expect(unpackBody({ body: report, is_packed: false })).toBe(report);
});
