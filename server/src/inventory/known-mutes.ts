import { compareVersions, parseVersion } from '@patchlight/drupal/version';
import { sql } from 'kysely';
import { numberArray } from '../db/arrays.ts';
import type { DbTransaction, Send } from '../db/database.ts';
import type { KnownVersion } from '../modules/catalogue.ts';
import { urgencies } from '../modules/judge.ts';

/** A mute in force, as far as it says what it hides. */
export interface KnownMute {
  readonly id: number;
  readonly organization_id: number;
  readonly module_id: number;
  readonly site_id: number | null;
  readonly tags: readonly string[] | null;
  readonly up_to_version: string | null;
  readonly advisory_id: number | null;
}

/** What of a version says whether a mute hides it. */
export type MutableVersion = Pick<KnownVersion, 'moduleId' | 'version' | 'urgency' | 'possible' | 'advisoryHoles'>;

/** The key of the mute that hides a version on a site; null where it shows. */
export type MuteOf = (version: MutableVersion) => number | null;
export const nothingMuted: MuteOf = () => null;

/** What a row of a site says of a version that runs there. The one place where the effective status is decided. */
export function effectiveFlags(
  { urgency, updateAvailable, securityUpdate }: Pick<KnownVersion, 'urgency' | 'updateAvailable' | 'securityUpdate'>,
  mute: number | null,
) {
  return mute === null
    ? { urgency, updateAvailable, securityUpdate }
    : { urgency: urgencies.muted, updateAvailable: false, securityUpdate: false };
}

/** Which of some mutes hides a version on this site: the oldest that does. */
export function mutesOn(
  site: { readonly id: number; readonly tags: readonly string[] },
  mutes: readonly KnownMute[],
): MuteOf {
  const byModule = new Map<number, KnownMute[]>();
  for (const mute of mutes) {
    if (mute.site_id !== null && mute.site_id !== site.id) continue;
    if (mute.tags !== null && !mute.tags.some((tag) => site.tags.includes(tag))) continue;
    byModule.set(mute.module_id, [...(byModule.get(mute.module_id) ?? []), mute]);
  }
  return byModule.size === 0 ? nothingMuted : (version) => hiding(byModule.get(version.moduleId) ?? [], version);
}

function hiding(mutes: readonly KnownMute[], version: MutableVersion): number | null {
  if (mutes.length === 0 || !asksForAttention(version)) return null;
  const meant = mutes.filter((mute) => isMeant(mute, version));
  const whole = meant.find(({ advisory_id }) => advisory_id === null);
  if (whole !== undefined) return whole.id;
  const { advisoryHoles: holes } = version;
  if (holes === null || !holes.every((hole) => meant.some(({ advisory_id }) => advisory_id === hole))) return null;
  return meant.find(({ advisory_id }) => advisory_id !== null && holes.includes(advisory_id))?.id ?? null;
}

// What is current has nothing to be left out of; custom code has no status.
function asksForAttention({ urgency, possible }: MutableVersion): boolean {
  return urgency < urgencies.current || (urgency === urgencies.current && possible);
}

// What cannot be read as a version, such as `dev-main`, is not up to any.
function isMeant({ up_to_version }: KnownMute, { version }: MutableVersion): boolean {
  if (up_to_version === null) return true;
  return parseVersion(version) !== null && compareVersions(version, up_to_version) <= 0;
}

const columns = 'id, organization_id, module_id, site_id, tags, up_to_version, advisory_id';
const readMutes = {
  name: 'inventory-read-mutes',
  text: `select ${columns} from mutes where organization_id = any($1::bigint[]) and ended_at is null order by organization_id, id`,
};
const readTags = {
  name: 'inventory-read-tags',
  text: `select s.id, s.tags from unnest($1::bigint[], $2::bigint[]) as w(organization_id, site_id)
    join sites s on s.organization_id = w.organization_id and s.id = w.site_id`,
};

/** The mutes in force in some organizations, read within a transaction. */
export async function loadMutes(tx: DbTransaction, organizationIds: readonly number[]): Promise<KnownMute[]> {
  const { rows } = await sql<KnownMute>`select ${sql.raw(columns)} from mutes
    where organization_id = any(${organizationIds}::bigint[]) and ended_at is null order by organization_id, id`.execute(
    tx,
  );
  return rows;
}

export interface SiteNumbers {
  readonly id: number;
  readonly organizationId: number;
}

/** What is hidden on a site; null where its organization has no mutes at all. */
export type MutesOfSite = (site: SiteNumbers) => MuteOf | null;

/**
 * The mutes in memory, by organization. Whoever changes one raises the epoch and holds the verdicts alone, so that what a
 * writing transaction reads under their shared lock is what counts until it ends.
 */
export interface MuteCache {
  /** Reads nothing where the epoch is the one in memory and none of the organizations has mutes. The sites are locked. */
  of(epoch: number, sites: readonly SiteNumbers[], send: Send): Promise<MutesOfSite>;
}

export function createMuteCache(): MuteCache {
  let known: { readonly epoch: number; readonly byOrganization: Map<number, KnownMute[]> } | undefined;
  return {
    async of(epoch, sites, send) {
      // Nobody ever muted anything.
      if (epoch === 0) return () => null;
      if (known?.epoch !== epoch) known = { epoch, byOrganization: new Map() };
      const { byOrganization } = known;
      const missing = new Set(sites.map((site) => site.organizationId).filter((id) => !byOrganization.has(id)));
      if (missing.size > 0) {
        const rows = await send<KnownMute>(readMutes, [numberArray([...missing])]);
        for (const id of missing)
          byOrganization.set(
            id,
            rows.filter((row) => row.organization_id === id),
          );
      }
      const mutesOf = (site: SiteNumbers) => byOrganization.get(site.organizationId) ?? [];
      const tagged = sites.filter((site) => mutesOf(site).some(({ tags }) => tags !== null));
      const tags = tagged.length === 0 ? new Map<number, string[]>() : await tagsOf(tagged, send);
      return (site) => {
        const mutes = mutesOf(site);
        return mutes.length === 0 ? null : mutesOn({ id: site.id, tags: tags.get(site.id) ?? [] }, mutes);
      };
    },
  };
}

// A statement after the one that locks: only then it sees the tags that somebody had just written.
async function tagsOf(sites: readonly SiteNumbers[], send: Send): Promise<Map<number, string[]>> {
  const rows = await send<{ id: number; tags: string[] }>(readTags, [
    numberArray(sites.map((site) => site.organizationId)),
    numberArray(sites.map((site) => site.id)),
  ]);
  return new Map(rows.map(({ id, tags }) => [id, tags]));
}
