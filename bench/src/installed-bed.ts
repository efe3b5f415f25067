import { type Bed, openBed } from './bed.ts';
import { startInstalledPostgres } from './installed-postgres.ts';
import type { Lab } from './lab.ts';

/** A server with the same data as the bed of the lab, on the installed PostgreSQL. */
export async function openInstalledBed(lab: Lab, { isApiOnly = false } = {}): Promise<{ bed: Bed; version: string }> {
  const { sites } = lab.options;
  const dataDir = lab.folder(`installed-sites-${sites}`);
  const { url, pid, version, stop } = await startInstalledPostgres(dataDir);
  lab.closeLater(stop);
  const bed = await openBed({ dataDir, sites, databaseUrl: url, postmaster: pid, isApiOnly });
  lab.closeLater(bed.close);
  return { bed, version };
}
