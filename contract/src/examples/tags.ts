import type * as contract from '../tags.ts';
import type { ExamplesOf } from './example.ts';

export const tags: ExamplesOf<typeof contract> = {
  listTags: { query: { q: 'ret' }, data: [{ name: 'retail', sites: 12 }] },
  renameTag: { params: { name: 'shops' }, body: { name: 'retail' }, data: { name: 'retail', sites: 12 } },
  deleteTag: { params: { name: 'retail' }, data: null },
};
