import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Advisory, AdvisoryError, parseOsvAdvisory } from '@patchlight/drupal/advisories';
import { open as openZip } from 'yauzl';

export interface ReadAdvisories {
  readonly advisories: Advisory[];
  /** Entries that could not be read, each with its place and reason; the others count all the same. */
  readonly refused: string[];
}

const entryBytesMax = 1024 * 1024;

/** Reads OSV advisories from a `.jsonl` file, a `.zip` of JSON files, or a folder of them. */
export async function readAdvisories(path: string): Promise<ReadAdvisories> {
  const read: ReadAdvisories = { advisories: [], refused: [] };
  if ((await stat(path)).isDirectory()) await readFolder(path, read);
  else if (path.endsWith('.zip')) await readArchive(path, read);
  else await readLines(path, read);
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

async function readLines(path: string, read: ReadAdvisories): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') take(read, `line ${number}`, line);
  }
}

async function readFolder(path: string, read: ReadAdvisories): Promise<void> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && each.name.endsWith('.json')))
    take(read, entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8'));
}

function readArchive(path: string, read: ReadAdvisories): Promise<void> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject).on('end', resolve);
      zip.on('entry', (entry) => {
        if (!entry.fileName.endsWith('.json')) return zip.readEntry();
        if (entry.uncompressedSize > entryBytesMax) {
          read.refused.push(`${entry.fileName}: larger than ${entryBytesMax} bytes`);
          return zip.readEntry();
        }
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
