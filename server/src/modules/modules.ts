import { type Muted, severities } from '@patchlight/contract/verdicts';
import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope, type Scope } from '../context.ts';
import { notFound } from '../errors.ts';
import { isUuid } from '../ids.ts';
import { missingVersion } from './judge.ts';

// Fragments that name a module `m` and a version `v` of it as they are shown.
export const moduleRef = sql`json_build_object('id', m.uuid, 'name', m.module_name, 'title', m.title,
  'drupal_link', m.drupal_link)`;
/** A time within JSON, where PostgreSQL would write an offset instead of the Z; to the second. */
export const timeInJson = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
/** Of an advisory `a`. */
export const publishedAt = timeInJson('a.published_at');
export const advisoryRef = sql`json_build_object('id', a.advisory_id, 'title', a.title, 'published_at', ${publishedAt})`;
/** The advisories that concern the version, surely or possibly. */
export const advisoriesOfVersion = sql`coalesce(v.verdict->'advisories', '[]')`;
/** A distribution is what drupal.org calls an installation profile with its modules. */
export const moduleType = sql<string | null>`case
  when m.organization_id is null and m.module_name = 'drupal' then 'core'
  when m.type = 'distribution' then 'profile' else m.type end`;
export const versionTextOf = (table: string): RawBuilder<string | null> =>
  sql<string | null>`nullif(${sql.ref(`${table}.version_number`)}, ${missingVersion})`;
export const shownVersion = versionTextOf('v');
/** Null for a custom module, whose number is past the end. */
export const statusTextOf = (table: string): RawBuilder<string | null> =>
  sql<
    string | null
  >`(array['security', 'unsupported', 'update', 'unknown', 'current'])[${sql.ref(`${table}.urgency`)}]`;
export const shownStatus = statusTextOf('v');

/** The mute that hides a row of site_modules, such as `sm`; null where it counts. */
export const mutedBy = (row: string): RawBuilder<Muted> => sql<Muted>`(
  select json_build_object('mute_id', mu.uuid, 'reason', mu.reason, 'ends_at', ${timeInJson('mu.ends_at')},
    'until_newer_release', mu.until_newer_release)
  from mutes mu where mu.organization_id = ${sql.ref(`${row}.organization_id`)} and mu.id = ${sql.ref(`${row}.mute_id`)})`;

/** As in the order of attention of the sites: who does not know the risk takes it for critical. */
export const unknownRisk = severities.critical;

export interface ModuleKey {
  readonly id: number;
  readonly name: string;
}

/** Shared projects are seen by everybody, a custom module only within its organization. */
export function isVisible(ctx: Ctx): RawBuilder<boolean> {
  return sql<boolean>`(m.organization_id is null or ${inScope(ctx.organizationIds, 'm.organization_id')})`;
}

/** The condition that a module has this id or machine name. */
export function isNamed(reference: string): RawBuilder<boolean> {
  return isUuid(reference) ? sql<boolean>`m.uuid = ${reference}` : sql<boolean>`m.module_name = ${reference}`;
}

/** A name that nobody but others reports, and drupal.org does not publish, is theirs: it may tell who they work for. */
function isKnownTo({ organizationIds }: Ctx): RawBuilder<boolean> {
  if (organizationIds === 'all') return sql<boolean>`true`;
  return sql<boolean>`(exists (select from release_feeds where module_id = m.id)
    or exists (select from advisory_projects where module_id = m.id)
    or exists (select from site_modules sm where ${inScope(organizationIds, 'sm.organization_id')} and sm.module_id = m.id))`;
}

/** The module of this id or machine name, or a 404. A custom module does not hide the project whose name it took. */
export async function requireModule(ctx: Ctx, reference: string): Promise<ModuleKey> {
  const { rows } = await sql<ModuleKey>`select m.id, m.module_name as name from modules m
    where ${isNamed(reference)} and ${isVisible(ctx)} and (m.organization_id is not null or ${isKnownTo(ctx)})
    order by m.organization_id nulls first limit 1`.execute(ctx.db);
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** The caller's organizations, or the one of them that a list is narrowed to. */
export async function narrowedScope(ctx: Ctx, organizationUuid: string | undefined): Promise<Scope> {
  if (organizationUuid === undefined) return ctx.organizationIds;
  const rows = await ctx.db
    .selectFrom('organizations')
    .select('id')
    .where('uuid', '=', organizationUuid)
    .where('is_deleted', '=', false)
    .where(inScope(ctx.organizationIds, 'organizations.id'))
    .execute();
  return rows.map(({ id }) => id);
}
