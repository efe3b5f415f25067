import type * as contract from '../saved-views.ts';
import type { ExamplesOf } from './example.ts';

const view = {
  id: '01a1f9a4-6a80-7d11-a2f3-7d3c3f3b9f10',
  name: 'Shops on fire',
  list: 'sites' as const,
  query: { status: 'security', tag: 'shop' },
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-20T08:00:00Z',
};
const renamed = { ...view, name: 'Shops to patch today', updated_at: '2026-11-20T09:30:00Z' };

export const savedViews: ExamplesOf<typeof contract> = {
  listSavedViews: { query: { list: 'sites' }, data: [view] },
  createSavedView: { body: { name: view.name, list: view.list, query: view.query }, data: view },
  updateSavedView: { params: { view_id: view.id }, body: { name: renamed.name }, data: renamed },
  deleteSavedView: { params: { view_id: view.id }, data: null },
};
