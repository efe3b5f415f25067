import type { VersionChange } from '@patchlight/contract/inventory';
import type { Mute } from '@patchlight/contract/mutes';
import type { PatchRun } from '@patchlight/contract/patch-runs';
import { grouped } from './grouped.ts';

/** Changes that came together: by one report, or as one patch run that no report shows yet. */
export interface ChangeEntry {
  readonly key: string;
  readonly at: string;
  readonly changes: readonly VersionChange[];
  readonly run: PatchRun | undefined;
}

/** A mute that holds on the site began or ended. */
export interface MuteEntry {
  readonly key: string;
  readonly at: string;
  readonly mute: Mute;
  readonly isEnd: boolean;
}

export type TimelineEntry = ChangeEntry | MuteEntry;

/** The story of a site, newest first: what each report changed, with the patch run that it shows, and runs that none shows. */
export function entriesOf(changes: readonly VersionChange[], runs: readonly PatchRun[]): readonly ChangeEntry[] {
  const byReport = grouped(changes, ({ report_id }) => report_id);
  const runOf = new Map(runs.flatMap((run) => run.report_ids.map((id) => [id, run] as const)));
  const reported = [...byReport].map(([reportId, of]) => ({
    key: reportId,
    at: of[0]?.changed_at ?? '',
    changes: [...of].sort(byWeight),
    run: runOf.get(reportId),
  }));
  const oldest = changes.at(-1)?.changed_at ?? '';
  const unseen = runs
    .filter(({ report_ids, run_date }) => report_ids.length === 0 && run_date >= oldest)
    .map((run) => ({ key: run.id, at: run.run_date, changes: [], run }));
  return newestFirst([...reported, ...unseen]);
}

/** When mutes began and ended; of tags or an organization only those of projects that the site `runs`. */
export function muteEntriesOf(mutes: readonly Mute[], runs: ReadonlySet<string>): readonly MuteEntry[] {
  return mutes
    .filter(({ scope, project }) => scope === 'site' || runs.has(project.name))
    .flatMap((mute) => [
      { key: `${mute.id} began`, at: mute.created_at, mute, isEnd: false },
      ...(mute.ended_at === null ? [] : [{ key: `${mute.id} ended`, at: mute.ended_at, mute, isEnd: true }]),
    ]);
}

export const newestFirst = <E extends { readonly at: string }>(entries: readonly E[]): readonly E[] =>
  [...entries].sort((a, b) => b.at.localeCompare(a.at));

// Core says most about a site, then what is Drupal's; the site's own code last.
const weightOf = ({ module, custom }: VersionChange) => (module.name === 'drupal' ? 0 : custom ? 2 : 1);
const byWeight = (a: VersionChange, b: VersionChange) => weightOf(a) - weightOf(b);
