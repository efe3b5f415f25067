import type { Readable } from 'node:stream';

const lineFeed = 0x0a;

/**
 * The lines of a stream as bytes, without their line feed, in groups as they arrive; the last one also without a line
 * feed at its end. The parts of a long line are joined once, so that its cost grows with its length and no faster.
 */
export async function* lineGroups(stream: Readable): AsyncGenerator<Buffer[]> {
  let parts: Buffer[] = [];
  for await (const piece of stream) {
    const chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece as string); // a stream gives one of the two
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      parts.push(chunk.subarray(start, end));
      lines.push(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)); // length 1 has a first element
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (parts.length > 0) yield [Buffer.concat(parts)];
}
