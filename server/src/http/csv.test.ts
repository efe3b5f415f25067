import { get, type IncomingMessage } from 'node:http';
import { listAuditLogs } from '@patchlight/contract/audit-logs';
import { endpoints } from '@patchlight/contract/endpoints';
import Fastify from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../test/app.ts';
import { makeSite } from '../../test/factories.ts';
import { cellOf, columnsOf, csvOf, sendCsv } from './csv.ts';

/** RFC 4180, read back. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('I-15: a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['\0x', "'\0x"],
    ['a=1', 'a=1'],
    [-1, '-1'],
    [null, ''],
    [false, 'false'],
    [['=a', 'b'], "'=a, b"],
    [[{ id: 'SA-1', title: 'x' }, { name: 'token' }], 'SA-1, token'],
    [{ a: 1 }, '{"a":1}'],
  ])('%j is %j', (value, text) => expect(cellOf(value)).toBe(text));

  it('is quoted where it must be, and reads back as it was', () => {
    const rows = [
      ['a,b', 'say "no"', 'two\nlines', 'two\r\nlines', 'lone\rreturn', ''],
      ["'=1+1", ' ', 'ä', '""', ',', '\n'],
    ];
    expect(csvOf(rows)).toMatch(/^"a,b","say ""no""","two\nlines",/);
    expect(parse(csvOf(rows))).toEqual(rows);
  });
});

it('columns are the fields of a row, those of an object within by its name and a dot', () => {
  expect(
    columnsOf(listAuditLogs)
      .map(({ head }) => head)
      .slice(3, 9),
  ).toEqual(['status', 'actor.type', 'actor.id', 'actor.name', 'organization.id', 'organization.name']);
});

const test = useApp();
const ask = (url: string, headers = {}) =>
  test.request({ ...test.as(test.cast.alice), ...headers }, 'GET', `/api/v1${url}`);
const names = ['=cmd()', '+1', '-1', '@x', 'a "quoted", one', 'two\nlines'];

beforeAll(async () => {
  for (const name of names) await makeSite(test.ctx, test.cast.home, { name });
});

describe('200', () => {
  it('answers the whole list with its filter, whatever page is asked for', async () => {
    const { headers, text } = await ask('/sites?format=csv&sort=created_at&per_page=1&page=3');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(headers['content-disposition']).toBe('attachment; filename="sites-2026-11-22.csv"');
    const [head = [], ...rows] = parse(text);
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => head.length));
    const shown = rows.map((row) => row[head.indexOf('name')]);
    expect(shown).toEqual(['Shop', 'Blog', "'=cmd()", "'+1", "'-1", "'@x", 'a "quoted", one', 'two\nlines']);
    expect(parse((await ask('/sites?format=csv&q=quoted')).text)).toHaveLength(2);
    expect(parse((await ask('/sites?format=csv&q=nothing-like-it')).text)).toHaveLength(1);
  });

  it.each([
    ['text/csv', '', 'text/csv'],
    ['text/csv, application/json;q=0.5', '', 'text/csv'],
    ['application/json, text/csv', '', 'application/json'],
    ['text/csv;q=0', '', 'application/json'],
    ['*/*', '', 'application/json'],
    ['text/csv', '?format=json', 'application/json'],
    ['application/json', '?format=csv', 'text/csv'],
  ])('Accept: %s with %j gives %s', async (accept, query, type) => {
    const { headers } = await ask(`/audit-logs${query}`, { accept });
    expect(String(headers['content-type']).split(';')[0]).toBe(type);
  });

  it('walks every page of a long list by keyset and keeps its scope', async () => {
    await test.sql(
      `insert into audit_logs (uuid, organization_id, actor_type, action, status, created_at)
      select gen_random_uuid(), $1, 'system', 'x.' || i, 'success', now() from generate_series(1, 1700) i`,
      [test.cast.home.id],
    );
    const { meta } = (await ask('/audit-logs?per_page=1')).body;
    const rows = parse((await ask('/audit-logs?format=csv')).text).slice(1);
    expect(rows).toHaveLength(meta.total);
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row[8]))).toEqual(new Set(['Home']));
  });

  it('answers HEAD with the head', async () => {
    const { status, text } = await test.request(test.as(test.cast.alice), 'HEAD', '/api/v1/sites?format=csv');
    expect([status, text]).toEqual([200, '']);
  });

  it('lists the modules of a site', async () => {
    await test.request(test.as(test.cast.site.key), 'POST', '/api/v1/reports', {
      extensions: [{ name: 'token', version: '8.x-1.13' }],
    });
    const { text, headers } = await ask(`/sites/${test.cast.site.uuid}/modules?format=csv`);
    expect(String(headers['content-disposition'])).toContain('"sites-modules-2026-11-22.csv"');
    const [head = [], row = []] = parse(text);
    expect(row[head.indexOf('version')]).toBe('8.x-1.13');
    expect(row[head.indexOf('module.name')]).toBe('token');
  });
});

describe('refusals are answered as any refusal', () => {
  it('404', async () => expect((await ask(`/sites/${test.cast.awaySite.uuid}/modules?format=csv`)).status).toBe(404));
  it('400 of an unknown format', async () => expect((await ask('/sites?format=xls')).status).toBe(400));
  it('403', async () => {
    const headers = test.as(test.cast.vic);
    expect((await test.request(headers, 'GET', '/api/v1/audit-logs?format=csv')).status).toBe(403);
  });
  it('400 where a list has no CSV', async () => {
    const plain = endpoints.filter(
      ({ kind, method, path, csv }) => kind === 'list' && method === 'GET' && !path.includes('{') && csv !== true,
    );
    expect(plain.length).toBeGreaterThan(0);
    for (const { path } of plain) {
      const answer = await test.request(test.as(test.cast.sam), 'GET', `${path}?format=csv`);
      expect([answer.status, answer.body.details[0].code]).toEqual([400, 'unknown_key']);
    }
  });
});

describe('over the wire', () => {
  const page = { rows: [{ id: 'x'.repeat(2000) }], total: 0, next: [1] };
  const columns = [{ head: 'id', path: ['id'] }];
  async function serving(pageAt: (number: number) => Promise<typeof page>, work: (url: string) => Promise<void>) {
    const app = Fastify();
    const today = new Date();
    app.get('/', (request, reply) =>
      sendCsv(request, reply, {
        endpoint: listAuditLogs,
        columns,
        pageAt: ({ page: number }) => pageAt(number),
        today,
      }),
    );
    await work(await app.listen({ port: 0, host: '127.0.0.1' }));
    await app.close();
  }

  it('a failure in the middle is no end: the download breaks off', () =>
    serving(
      async (number) => {
        if (number === 3) throw new Error('lost');
        return page;
      },
      async (url) => {
        const response = await fetch(url);
        expect(response.status).toBe(200);
        await expect(response.text()).rejects.toThrow();
      },
    ));

  it('pages are read as fast as the client takes them, and no more once it is gone', async () => {
    let read = 0;
    await serving(
      async (number) => {
        read = number;
        return { ...page, rows: Array.from({ length: 500 }, () => ({ id: 'x'.repeat(200) })) };
      },
      async (url) => {
        const response = await new Promise<IncomingMessage>((done) => get(url, done));
        await new Promise((done) => setTimeout(done, 300));
        const held = read;
        await new Promise((done) => setTimeout(done, 200));
        // 100 kB a page: what the sockets hold, and then nothing more is asked of the database.
        expect([read, held < 200]).toEqual([held, true]);
        response.destroy();
        await new Promise((done) => setTimeout(done, 200));
        expect(read - held).toBeLessThan(5);
      },
    );
  });
});
