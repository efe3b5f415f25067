import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/mutes';
import { parseVersion } from '@patchlight/drupal/version';
import type { Ctx } from '../context.ts';
import { inScope } from '../context.ts';
import { invalid } from '../errors.ts';
import { type ModuleKey, requireModule } from '../modules/modules.ts';
import { requireSite, type SiteKey } from '../sites/sites.ts';
import { organizationFor } from '../sites/write-site.ts';

/** What a mute is of, and where. */
export interface MutedPart {
  readonly organizationId: number;
  readonly module: ModuleKey;
  readonly site: SiteKey | null;
  readonly tags: string[] | null;
  readonly upToVersion: string | null;
  readonly advisoryId: number | null;
}

type Wanted = Pick<
  BodyOf<typeof contract.createMute>,
  'project' | 'site_id' | 'tag' | 'tags' | 'organization_id' | 'up_to_version' | 'advisory'
>;

/** Reads it from a request, whose members are at `place`; refuses what is not there, or not for the caller. */
export async function mutedPart(ctx: Ctx, body: Wanted, place: '/' | 'query/' = '/'): Promise<MutedPart> {
  const tags = tagsOf(body);
  const isWhole = tags === null && body.organization_id !== undefined;
  if ([body.site_id !== undefined, tags !== null, isWhole].filter(Boolean).length !== 1)
    throw invalid('', 'required', 'Name one of `site_id`, `tag` or `tags`, and `organization_id`.');
  const site = body.site_id === undefined ? null : await requireSite(ctx, body.site_id);
  const organizationId = site?.organizationId ?? (await organizationFor(ctx, body.organization_id));
  const module = await requireModule({ ...ctx, organizationIds: ctx.visibleOrganizationIds }, body.project);
  await refuseCustom(ctx, module, place);
  return {
    organizationId,
    module,
    site,
    tags,
    upToVersion: readableVersion(body.up_to_version, place),
    advisoryId: await advisoryOf(ctx, module, body.advisory, place),
  };
}

function tagsOf({ tag, tags }: Wanted): string[] | null {
  if (tag === undefined && tags === undefined) return null;
  return [...new Set([...(tag === undefined ? [] : [tag]), ...(tags ?? [])].map((each) => each.trim()))].sort();
}

async function refuseCustom({ db }: Ctx, { id }: ModuleKey, place: string): Promise<void> {
  const custom = await db
    .selectFrom('modules')
    .select('id')
    .where('id', '=', id)
    .where('organization_id', 'is not', null)
    .executeTakeFirst();
  if (custom !== undefined)
    throw invalid(`${place}project`, 'not_allowed', 'Custom code has no status: there is nothing to mute.');
}

function readableVersion(version: string | undefined, place: string): string | null {
  if (version === undefined) return null;
  if (parseVersion(version) !== null) return version;
  throw invalid(
    `${place}up_to_version`,
    'bad_version',
    'Must be a version as drupal.org writes it, such as 8.x-1.4 or 2.1.0.',
  );
}

async function advisoryOf(
  { db }: Ctx,
  { id, name }: ModuleKey,
  advisory: string | undefined,
  place: string,
): Promise<number | null> {
  if (advisory === undefined) return null;
  const row = await db
    .selectFrom('advisories')
    .innerJoin('advisory_projects', 'advisory_projects.advisory_id', 'advisories.id')
    .select('advisories.id')
    .where('advisories.advisory_id', '=', advisory)
    .where('advisory_projects.module_id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw invalid(`${place}advisory`, 'not_found', `Must be the id of an advisory of ${name}.`);
  return row.id;
}

/** The person who answers for a mute: somebody of the organization. */
export async function ownerOf({ db }: Pick<Ctx, 'db'>, organizationId: number, uuid: string): Promise<number> {
  const row = await db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('users.id')
    .where('users.uuid', '=', uuid)
    .where('users.is_deleted', '=', false)
    .where(inScope([organizationId], 'memberships.organization_id'))
    .executeTakeFirst();
  if (row === undefined) throw invalid('/owner_id', 'not_found', 'Must be a member of the organization.');
  return row.id;
}
