import { type RawBuilder, sql } from 'kysely';
import { type Ctx, inScope } from '../context.ts';

/** A subquery of the caller's organizations, or the one of them that a report is narrowed to. */
export function livingOrganizations(
  ctx: Ctx,
  only: string | undefined,
  columns: RawBuilder<unknown> = sql`id`,
): RawBuilder<unknown> {
  return sql`(select ${columns} from organizations where not is_deleted
    and ${inScope(ctx.organizationIds, 'id')} and ${only === undefined ? sql`true` : sql`uuid = ${only}`})`;
}
