import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Position } from '../db/page.ts';
import { invalid } from '../errors.ts';

/** Makes and reads the opaque `cursor` of a list. A cursor fits only the list, filters and caller it was made for. */
export interface Cursors {
  write(position: Position, page: number, list: string): string;
  read(cursor: string, page: number, list: string): Position;
}

export function createCursors(secret: string): Cursors {
  const sign = (payload: string, page: number, list: string) =>
    createHmac('sha256', secret).update(`cursor\0${page}\0${list}\0${payload}`).digest().subarray(0, 16);
  return {
    write(position, page, list) {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${payload}.${sign(payload, page, list).toString('base64url')}`;
    },
    read(cursor, page, list) {
      const [payload = '', signature = ''] = cursor.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(payload, page, list);
      if (given.length !== right.length || !timingSafeEqual(given, right))
        throw invalid('query/cursor', 'bad_cursor', 'This cursor belongs to another list. Start again from page 1.');
      return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Position;
    },
  };
}
