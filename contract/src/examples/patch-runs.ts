import type * as contract from '../patch-runs.ts';
import type { ExamplesOf } from './example.ts';
import { postcard } from './modules.ts';
import { site } from './sites.ts';
import { ada } from './users.ts';

const update = { module: postcard.name, from_version: '2.4.0', to_version: '2.4.1' };
const run: contract.PatchRun = {
  id: '019ad120-3b80-749b-807d-253443526170',
  site_id: site.id,
  run_date: '2026-11-20T10:00:00Z',
  source: 'ci',
  url: 'https://ci.example.org/runs/4711',
  note: null,
  updates: [{ ...update, known: true, security: true, detected: false }],
  detected: false,
  report_id: null,
  report_ids: [],
  recorded_by: { type: 'user', id: ada.id, name: ada.name },
  created_at: '2026-11-20T10:00:09Z',
};
const params = { site_id: site.id };

export const patchRuns: ExamplesOf<typeof contract> = {
  recordPatchRun: { params, body: { source: 'ci', url: run.url, updates: [update] }, data: run },
  listPatchRuns: { params, query: { from: '2026-11-01T00:00:00Z' }, data: [run] },
};
