import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { webFolder } from '../src/folders.ts';
import { pages } from '../src/web-app.ts';
import { useApp } from './app.ts';

const test = useApp();
const get = async (url: string, headers: Record<string, string> = {}) =>
  test.app.http.inject({ method: 'GET', url, headers });
const nonceOf = (policy: unknown) => /'nonce-([^']+)'/.exec(String(policy))?.[1];

it('answers the addresses that the application has, and no others', async () => {
  const router = readFileSync(new URL('../../web/src/router.tsx', import.meta.url), 'utf8');
  const paths = [...router.matchAll(/path: '(\/[^']*)'/g)].map(([, path = '']) => path.replace(/\$\w+.*/, '*'));
  expect(new Set(paths)).toEqual(new Set(pages));
  expect((await get('/o/all/sites?status=security')).statusCode).toBe(200);
  expect((await get('/sitess')).statusCode).toBe(404);
  expect((await get('/api/v1/sitess')).headers['content-type']).toMatch(/json/);
});

describe('the page', () => {
  it('lets nothing run or be drawn that did not come with it', async () => {
    const [one, other] = [await get('/'), await get('/')];
    const policy = String(one.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    const nonce = nonceOf(policy);
    expect(one.payload).toContain(`content="${nonce}"`);
    expect(nonceOf(other.headers['content-security-policy'])).not.toBe(nonce);
    expect(one.headers['cache-control']).toBe('no-store');
  });

  it('has no script or style within it, and asks no other host', async () => {
    const { payload } = await get('/');
    expect(payload).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=/);
    expect([...payload.matchAll(/(?:src|href)="([^"]+)"/g)].filter(([, url = '']) => !url.startsWith('/'))).toEqual([]);
  });
});

describe('its files', () => {
  const script = readdirSync(new URL('assets/', webFolder)).find((name) => /^index-.*\.js$/.test(name));

  it('are kept for ever, and sent packed to whoever takes that', async () => {
    const packed = await get(`/assets/${script}`, { 'accept-encoding': 'br, gzip' });
    expect(packed.statusCode).toBe(200);
    expect(packed.headers['content-encoding']).toBe('br');
    expect(packed.headers['cache-control']).toMatch(/max-age=31536000.*immutable/);
    const plain = await get(`/assets/${script}`);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.payload.length).toBeGreaterThan(packed.rawPayload.length * 2);
  });

  it('do not lead out of their folder', async () => {
    for (const path of ['/assets/../index.html', '/assets/..%2findex.html', '/assets/', '/assets/none.js'])
      expect((await get(path)).statusCode, path).toBeGreaterThanOrEqual(400);
  });
});
