import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Advisory, AdvisoryError, parseOsvAdvisory } from '@patchlight/drupal/advisories';
import { fromBuffer, open, type ZipFile } from 'yauzl';

export interface ReadAdvisories {
  readonly advisories: Advisory[];
  /** Entries that could not be read, each with its place and reason; the others count all the same. */
  readonly refused: string[];
}

const entryBytesMax = 1024 * 1024;
/** Of all entries of an archive together, unpacked. */
const archiveBytesMax = 64 * 1024 * 1024;

/** Reads OSV advisories from a `.jsonl` file, a `.zip` of JSON files, or a folder of them. */
export async function readAdvisories(path: string): Promise<ReadAdvisories> {
  const read: ReadAdvisories = { advisories: [], refused: [] };
  if ((await stat(path)).isDirectory()) await readFolder(path, read);
  else if (path.endsWith('.zip')) await readArchive((opened) => open(path, { lazyEntries: true }, opened), read);
  else await readLines(createReadStream(path), read);
  return read;
}

/** Reads the same from memory: an archive, or lines of JSON. Throws for an archive that is broken. */
export async function parseAdvisories(bytes: Buffer): Promise<ReadAdvisories> {
  const read: ReadAdvisories = { advisories: [], refused: [] };
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    await readArchive((opened) => fromBuffer(bytes, { lazyEntries: true }, opened), read);
  else await readLines(Readable.from(bytes), read);
  return read;
}

function take(read: ReadAdvisories, place: string, text: string): void {
  try {
    read.advisories.push(parseOsvAdvisory(JSON.parse(text)));
  } catch (error) {
    const reason =
      error instanceof AdvisoryError ? error.reason : error instanceof Error ? error.message : String(error);
    read.refused.push(`${place}: ${reason}`);
  }
}

async function readLines(input: Readable, read: ReadAdvisories): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') take(read, `line ${number}`, line);
  }
}

async function readFolder(path: string, read: ReadAdvisories): Promise<void> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && each.name.endsWith('.json')))
    take(read, entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8'));
}

type Opened = (error: Error | null, zip: ZipFile) => void;

function readArchive(openZip: (opened: Opened) => void, read: ReadAdvisories): Promise<void> {
  return new Promise((resolve, reject) => {
    openZip((error, zip) => {
      if (error) return reject(error);
      let bytes = 0;
      zip.on('error', reject).on('end', resolve);
      zip.on('entry', (entry) => {
        if (!entry.fileName.endsWith('.json')) return zip.readEntry();
        if (entry.uncompressedSize > entryBytesMax) {
          read.refused.push(`${entry.fileName}: larger than ${entryBytesMax} bytes`);
          return zip.readEntry();
        }
        bytes += entry.uncompressedSize;
        if (bytes > archiveBytesMax) return reject(new Error(`It unpacks to more than ${archiveBytesMax} bytes.`));
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            take(read, entry.fileName, Buffer.concat(chunks).toString('utf8'));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
