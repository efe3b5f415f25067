import { afterEach, expect, it } from 'vitest';
import { pathsOf } from './live.ts';
import { invalidate, keyOf, queryClient } from './queries.ts';

const [one, other] = ['019ab3c4-90f2-7f46-9b28-3a2918071625', '019ab3c4-90f2-7f46-9b28-3a2918071626'] as const;
const known = {
  list: keyOf('GET /api/v1/sites', { query: { page: 1 } }),
  facets: keyOf('GET /api/v1/sites/facets'),
  one: keyOf('GET /api/v1/sites/{site_id}', { params: { site_id: one } }),
  modulesOfOne: keyOf('GET /api/v1/sites/{site_id}/modules', { params: { site_id: one } }),
  other: keyOf('GET /api/v1/sites/{site_id}', { params: { site_id: other } }),
  overview: keyOf('GET /api/v1/overview'),
  me: keyOf('GET /api/v1/auth/me'),
};

/** What is read again when the server tells of these. */
async function readAgain(keys: readonly string[]): Promise<string[]> {
  for (const key of Object.values(known)) queryClient.setQueryData([...key], {});
  await invalidate(keys.flatMap((key) => pathsOf(key, keys)));
  return Object.entries(known).flatMap(([name, key]) =>
    queryClient.getQueryState([...key])?.isInvalidated === true ? [name] : [],
  );
}

afterEach(() => queryClient.clear());

it('reads the lists and the one site again, and no other site', async () => {
  expect(await readAgain(['sites', `site:${one}`])).toEqual(['list', 'facets', 'one', 'modulesOfOne', 'overview']);
});

it('reads every site again where none is named', async () => {
  expect(await readAgain(['sites'])).toEqual(['list', 'facets', 'one', 'modulesOfOne', 'other', 'overview']);
});

it('reads nothing of sites for a change of people', async () => {
  expect(await readAgain(['members'])).toEqual(['me']);
});
