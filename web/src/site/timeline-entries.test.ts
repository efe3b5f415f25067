import { mutes } from '@patchlight/contract/examples/mutes';
import type { VersionChange } from '@patchlight/contract/inventory';
import type { PatchRun } from '@patchlight/contract/patch-runs';
import { expect, it } from 'vitest';
import { entriesOf, muteEntriesOf } from './timeline-entries.ts';

const change = (name: string, report: string, at: string): VersionChange => ({
  module: { id: name, name, title: null, drupal_link: null },
  custom: false,
  change: 'updated',
  from_version: '1.0.0',
  to_version: '1.1.0',
  changed_at: at,
  ran_since: null,
  report_id: report,
});
const run = (id: string, reports: string[], at: string): PatchRun => ({
  id,
  site_id: 'site',
  run_date: at,
  source: 'ci',
  url: null,
  note: null,
  updates: [],
  detected: reports.length > 0,
  report_id: reports[0] ?? null,
  report_ids: reports,
  recorded_by: null,
  created_at: at,
});

it('tells changes of one report together, core first, with the patch run that it shows', () => {
  const changes = [change('token', 'r1', '2026-03-02T00:00:00Z'), change('drupal', 'r1', '2026-03-02T00:00:00Z')];
  const [entry, ...others] = entriesOf(changes, [run('p1', ['r1'], '2026-03-01T23:00:00Z')]);
  expect(others).toEqual([]);
  expect(entry?.changes.map(({ module }) => module.name)).toEqual(['drupal', 'token']);
  expect(entry?.run?.id).toBe('p1');
});

it('puts a patch run that no report shows yet in its place', () => {
  const changes = [change('token', 'r2', '2026-05-02T00:00:00Z'), change('token', 'r1', '2026-03-02T00:00:00Z')];
  expect(entriesOf(changes, [run('p1', [], '2026-04-01T00:00:00Z')]).map(({ key }) => key)).toEqual(['r2', 'p1', 'r1']);
});

it('leaves runs out that lie before what was loaded', () => {
  expect(
    entriesOf([change('token', 'r2', '2026-05-02T00:00:00Z')], [run('p1', [], '2026-04-01T00:00:00Z')]),
  ).toHaveLength(1);
});

it('tells when a mute began and ended, of what the site runs alone where it is not for it alone', () => {
  const example = mutes.getMute.data;
  const over = { ...example, id: 'over', scope: 'site' as const, ended_at: '2026-11-20T00:00:00Z' };
  const everywhere = { ...example, id: 'everywhere', scope: 'organization' as const, ended_at: null };
  const keysOf = (...runs: string[]) => muteEntriesOf([over, everywhere], new Set(runs)).map(({ key }) => key);
  expect(keysOf()).toEqual(['over began', 'over ended']);
  expect(keysOf(example.project.name)).toEqual(['over began', 'over ended', 'everywhere began']);
});
