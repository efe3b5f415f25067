import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '../test/run.ts';
import { answerVerdictLines } from './verdict-stream.ts';

const question = (id: number, more: object = {}) =>
  JSON.stringify({ id, project: 'token', installed_version: '8.x-1.1', fetch: 'no_data', ...more });
const answers = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: unknown; error?: string });

describe('verdict --ndjson', () => {
  it('answers in order, skips blank lines and takes a last line without a line feed', async () => {
    const stdin = `${question(1)}\n\n  \r\n${question(2)}\r\n${question(3)}`;
    const { code, out } = await run(['verdict', '--ndjson'], { stdin });
    expect(code).toBe(0);
    expect(answers(out).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('answers an unreadable line with an error and goes on', async () => {
    const { out } = await run(['verdict', '--ndjson'], { stdin: `nonsense\n[]\n${question(3)}\n` });
    const [first, second, third] = answers(out);
    expect([first?.error, second?.error, third?.error]).toEqual([expect.any(String), expect.any(String), undefined]);
    expect(third?.id).toBe(3);
  });

  it('refuses a line that is not UTF-8 instead of judging a damaged version', async () => {
    const stdin = Buffer.concat([
      Buffer.from('{"id":"a","installed_version":"1.0.'),
      Buffer.from([0xff]),
      Buffer.from('"}\n'),
    ]);
    const { out } = await run(['verdict', '--ndjson'], { stdin });
    expect(answers(out)).toEqual([{ id: 'a', error: 'The line is not valid UTF-8.' }]);
  });

  it('keeps characters whole that are split between two reads', async () => {
    const bytes = Buffer.from(`${question(1, { project: 'tökén' })}\n`);
    const at = bytes.indexOf('ö') + 1;
    const written: string[] = [];
    const output = new Writable({
      write: (chunk: Buffer, _, done) => done(void written.push(chunk.toString()) as undefined),
    });
    await answerVerdictLines(Readable.from([bytes.subarray(0, at), bytes.subarray(at)], { objectMode: false }), output);
    expect(answers(written.join(''))[0]).not.toHaveProperty('error');
  });

  it('reads a line of several megabytes', async () => {
    const { out } = await run(['verdict', '--ndjson'], {
      stdin: `${question(1, { note: 'x'.repeat(6_000_000) })}\n${question(2)}\n`,
    });
    expect(answers(out).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('waits for a slow reader instead of piling up answers', async () => {
    const output = new PassThrough({ highWaterMark: 1024 });
    const total = 20_000;
    let asked = 0;
    const questions = function* () {
      for (; asked < total; asked += 1) yield `${question(asked)}\n`;
    };
    const done = answerVerdictLines(Readable.from(questions(), { highWaterMark: 1 }), output).then(() => output.end());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBeLessThan(100);
    let lines = 0;
    for await (const chunk of output) lines += String(chunk).split('\n').length - 1;
    await done;
    expect(lines).toBe(total);
  });

  it('ends quietly when the reader goes away', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const output = new Writable({ write: (_chunk, _encoding, done) => done(gone) });
    output.on('error', () => {});
    await expect(answerVerdictLines(Readable.from([`${question(1)}\n`]), output)).resolves.toBeUndefined();
  });

  it('wants --ndjson said', async () => {
    expect((await run(['verdict'])).code).toBe(5);
  });
});
