import { ingestFormats } from '@patchlight/contract/ingest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documents } from '../../../drupal/test/formats.ts';
import { OperationError } from '../errors.ts';
import { readingOf } from './read-document.ts';

const received = { at: new Date('2026-11-22T12:00:00Z'), idempotencyKey: undefined };
const read = (format: (typeof ingestFormats)[number], text: string) =>
  readingOf(format, { dev: 'true' }).read(Buffer.from(text), received);

/** Texts that PostgreSQL refuses, that are too long, or that mean something to somebody. */
const hostile = fc.constantFrom(
  '\\u0000',
  '\\ud800',
  '__proto__',
  'x'.repeat(5000),
  '9'.repeat(400),
  "';--",
  '1e999',
  '',
);

describe.each(ingestFormats)('%s', (format) => {
  it('whatever stands in the document, it is refused by name, or is a report that can be stored', () => {
    const text = JSON.stringify(documents[format]);
    const strings = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(
      ({ index, 0: { length } }) => [index, length] as const,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...strings), hostile), { minLength: 1, maxLength: 3 }), (edits) => {
        const spoiled = edits
          .sort(([[one]], [[other]]) => other - one)
          .reduce((rest, [[at, length], word]) => `${rest.slice(0, at)}"${word}"${rest.slice(at + length)}`, text);
        try {
          const report = read(format, spoiled);
          const stored = JSON.stringify([
            report.projects,
            report.warnings,
            report.platform,
            report.coreVersion,
            report.agent,
          ]);
          expect(stored).not.toMatch(/\\\\*u0000|\\\\*ud800/);
          for (const { message } of report.warnings) expect(message.length).toBeLessThan(400);
        } catch (error) {
          expect(error).toBeInstanceOf(OperationError);
          expect((error as OperationError).code).toMatch(/^(invalid_report|too_large)$/);
        }
      }),
    );
  });
});
