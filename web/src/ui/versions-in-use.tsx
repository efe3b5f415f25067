import type { Module } from '@patchlight/contract/modules';
import type { ModuleStatus } from '@patchlight/contract/verdicts';
import { statusColours, statuses } from './status.tsx';
import styles from './versions-in-use.module.css';

export type VersionsInUse = Module['versions_in_use'];

/** The most urgent status of any version that is in use; null for custom code, and where nothing is in use. */
export function worstStatus(versions: VersionsInUse): ModuleStatus | null {
  return statuses.find((status) => versions.some((each) => each.status === status)) ?? null;
}

/** On how many sites a version of this status runs. */
export function sitesOf(versions: VersionsInUse, status: ModuleStatus): number {
  return versions.reduce((sum, each) => sum + (each.status === status ? each.sites : 0), 0);
}

/** How the sites of a module share its versions, the newest first, each in the colour of its status. */
export function VersionsBar({ versions }: { versions: VersionsInUse }) {
  return (
    <span className={styles.bar} aria-hidden>
      {versions.map(({ version, status, sites }) => (
        <span
          key={`${version} ${status}`}
          className={status === null ? undefined : statusColours(status)}
          style={{ flexGrow: sites }}
        />
      ))}
    </span>
  );
}
