import { sql } from 'kysely';
import { audit } from '../audit/audit.ts';
import { type Actor, type Ctx, inTransaction } from '../context.ts';

/** So many addresses does a key remember; past it the oldest is forgotten, and told of again when it comes back. */
export const sourcesPerKey = 20;

/** Where the use of a key comes from: the address, of IPv6 its network. */
export interface KeyUse {
  readonly source: string;
  readonly requestId: string;
}

/**
 * Leaves an audit entry when the key has not been used from there before. The row of the key holds what it remembers, so of
 * many requests and many replicas at once one writes the entry. The context sees all organizations.
 */
export async function noteSource(
  ctx: Ctx,
  { id, uuid, name, organizationId, site }: Extract<Actor, { type: 'key' }>,
  source: string,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql`update api_keys
      set seen_from = (seen_from || ${source}::text)[greatest(1, cardinality(seen_from) + 2 - ${sourcesPerKey}::integer):]
      where organization_id = ${organizationId} and id = ${id} and not ${source} = any (seen_from) returning id`.execute(
      tx.db,
    );
    if (rows.length === 0) return;
    await audit(tx, 'api_key.seenFromNewAddress', {
      organizationId,
      ...(site !== null && { siteId: site.id }),
      target: { type: 'api_key', id: uuid },
      after: { name, source },
    });
  });
}
