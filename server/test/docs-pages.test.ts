import { endpoints } from '@patchlight/contract/endpoints';
import { errors } from '@patchlight/contract/errors';
import { beforeAll, expect, it } from 'vitest';
import { publicUrl, useApp } from './app.ts';

const test = useApp();
const get = async (url: string) => test.app.http.inject({ method: 'GET', url });

/** Every page that a reader of /docs can come to, by its path. */
const pages = new Map<string, string>();
const linksIn = (text: string) => [...text.matchAll(/ href="([^"]+)"/g)].map(([, href = '']) => href);

beforeAll(async () => {
  const left = ['/docs'];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (pages.has(path)) continue;
    const { statusCode, headers, payload } = await get(path);
    expect([path, statusCode, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
    pages.set(path, payload);
    left.push(...linksIn(payload).flatMap((href) => (/^\/docs[^#]*/.exec(href) ?? []).slice(0, 1)));
  }
});

it('every link within the documentation leads somewhere', () => {
  const dead = [...pages].flatMap(([path, text]) =>
    linksIn(text)
      .filter((href) => href.startsWith('#') || href.startsWith('/docs'))
      .filter((href) => {
        const [page, anchor] = href.split('#');
        return anchor !== undefined && !pages.get(page || path)?.includes(` id="${anchor}"`);
      })
      .map((href) => `${path}: ${href}`),
  );
  expect(dead).toEqual([]);
});

it('shows every endpoint, and every error where its answer points to', () => {
  const all = [...pages.values()].join('');
  const missing = endpoints.filter(({ name }) => !all.includes(`<section class="endpoint" id="${name}">`));
  expect(missing.map(({ name }) => name)).toEqual([]);
  const matrix = pages.get('/docs/errors') ?? '';
  expect(Object.keys(errors).filter((code) => !matrix.includes(` id="${code}"`))).toEqual([]);
});

it('an error points to its line', async () => {
  const { type } = (await get('/api/v1/nothing')).json();
  expect(type).toBe(`${publicUrl}/docs/errors#not_found`);
});

it('runs no script, loads nothing, and allows neither', async () => {
  for (const [path, text] of pages)
    expect(text.match(/<(script|link|img|iframe)\b|\s(on\w+|style|src)="/g), path).toBeNull();
  const { headers } = await get('/docs');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/,
  );
});

it('H-07: names no version of what it is made with', async () => {
  const served = [...pages.values(), (await get('/api/v1/openapi.json')).payload].join('');
  expect(served).not.toMatch(/fastify|kysely|typebox|node\.?js/i);
});

it('asks for commands that the shell reads as they are meant', () => {
  const page = pages.get('/docs/api/sites') ?? '';
  expect(page).toContain(`curl -sS -X POST &#39;${publicUrl}/api/v1/sites&#39;`);
  expect(page).toContain('-H &#34;Authorization: Bearer $TOKEN&#34;');
});
