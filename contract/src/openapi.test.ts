import { expect, it } from 'vitest';
import { endpoints } from './endpoints.ts';
import { openApiDocument } from './openapi.ts';
import { deleteSite, getSite } from './sites.ts';

it('openapi.json is what the endpoints say', async () => {
  await expect(`${JSON.stringify(openApiDocument(), null, 1)}\n`).toMatchFileSnapshot('../openapi.json');
});

it('names each operation once', () => {
  const names = endpoints.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('marks what is deprecated, and nothing else', () => {
  const deprecated = { since: '2026-12-01', sunset: '2027-06-01', link: '/docs/deprecation' } as const;
  const { paths } = openApiDocument([{ title: 'Sites', endpoints: [{ ...getSite, deprecated }, deleteSite] }]);
  expect(paths[getSite.path]).toMatchObject({ get: { deprecated: true } });
  expect(paths[deleteSite.path]?.delete).not.toHaveProperty('deprecated');
});
