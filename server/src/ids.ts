import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesEach = 16;
const pool = new Uint8Array(bytesEach * 256);
let used = pool.length;

/** A new UUIDv7. Its randomness is drawn for 256 at once: drawn one by one it costs more than hashing a report. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + bytesEach);
  used += bytesEach;
  return v7({ random });
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}
