import type { QueryOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/mutes';
import { moduleStatuses } from '@patchlight/contract/verdicts';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import { type KnownMute, type MutableVersion, mutesOn } from '../inventory/known-mutes.ts';
import { advisoryHoles } from '../modules/catalogue.ts';
import { type MutedPart, mutedPart } from './muted-part.ts';

interface Install extends MutableVersion {
  readonly siteId: number;
  readonly tags: readonly string[];
  readonly isMuted: boolean;
}

/** What a mute would hide, by the rule that a mute in force hides by. */
export async function previewMute(
  ctx: Ctx,
  { query: { tag, ...query } }: { query: QueryOf<typeof contract.previewMute> },
): Promise<contract.MutePreview> {
  const part = await mutedPart(ctx, tag === undefined ? query : { ...query, tags: tag.split(',') }, 'query/');
  const mute = asKnown(part);
  const preview = { sites: 0, security: 0, unsupported: 0, update: 0, unknown: 0, possible: 0, muted: 0 };
  for (const install of await installsOf(ctx, part)) {
    if (mutesOn({ id: install.siteId, tags: install.tags }, [mute])(install) === null) continue;
    if (install.isMuted) {
      preview.muted += 1;
      continue;
    }
    const status = moduleStatuses[install.urgency - 1];
    preview.sites += 1;
    if (status !== undefined && status !== 'current') preview[status] += 1;
    if (install.possible) preview.possible += 1;
  }
  return preview;
}

const asKnown = ({ organizationId, module, site, tags, upToVersion, advisoryId }: MutedPart): KnownMute => ({
  id: 0,
  organization_id: organizationId,
  module_id: module.id,
  site_id: site?.id ?? null,
  tags,
  up_to_version: upToVersion,
  advisory_id: advisoryId,
});

async function installsOf({ db }: Ctx, { organizationId, module }: MutedPart): Promise<Install[]> {
  const { rows } = await sql<Install>`
    select sm.site_id as "siteId", sm.module_id as "moduleId", s.tags, sm.mute_id is not null as "isMuted",
      v.version_number as version, v.urgency, v.possible, ${sql.raw(advisoryHoles)} as "advisoryHoles"
    from site_modules sm join sites s on s.organization_id = sm.organization_id and s.id = sm.site_id and not s.is_deleted
    join module_versions v on v.id = sm.current_version_id
    where sm.organization_id = ${organizationId} and sm.module_id = ${module.id}`.execute(db);
  return rows;
}
