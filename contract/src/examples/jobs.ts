import type * as contract from '../jobs.ts';
import type { ExamplesOf } from './example.ts';

const job: contract.Job = {
  name: 'purge',
  cron: '10 3 * * *',
  next_run_at: '2026-11-21T03:10:00Z',
  running: null,
  retry: null,
  runs: [{ started_at: '2026-11-20T03:10:00Z', duration_ms: 412, outcome: 'ok', failure: null }],
};

export const jobs: ExamplesOf<typeof contract> = {
  listJobs: { data: [job] },
  runJob: { params: { name: job.name }, data: job },
};
