import type * as contract from '@patchlight/contract/api-keys';
import type { BodyOf, ResponseOf } from '@patchlight/contract/endpoint';
import type { KeyScope } from '@patchlight/contract/roles';
import { audit } from '../audit/audit.ts';
import { type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { insertKey, readKey, refuseTooMany, requireKey } from './api-keys.ts';

const overlapHoursDefault = 24;

/**
 * Replaces a key by a new one with the same name, reach and length of life. Both work until the end of the overlap, so
 * that whoever reports may take the new one when it suits; then the old one has expired. `forget` has this process look
 * the old one up again, every other one sees the raised number of the keys.
 */
export async function rotateApiKey(
  ctx: Ctx,
  { params, body }: { params: { key_id: string }; body: BodyOf<typeof contract.rotateApiKey> },
  forget: (uuid: string) => void,
): Promise<ResponseOf<typeof contract.rotateApiKey>> {
  const { organization_id: organizationId, uuid } = await requireKey(ctx, params.key_id);
  const answer = await inTransaction(ctx, async (tx) => {
    const old = await lockKey(tx, organizationId, uuid);
    const site = old.site_id === null || old.site_uuid === null ? null : { id: old.site_id, uuid: old.site_uuid };
    await refuseTooMany(tx, { organizationId, site });
    const key = await insertKey(tx, {
      organizationId,
      site,
      name: old.name,
      // The column holds nothing but scopes of the contract.
      scopes: old.scopes as KeyScope[],
      expiresAt: endOfLife(old, tx.now()),
    });
    const end = earlier(old.expires_at, tx.now().getTime() + (body.overlap_hours ?? overlapHoursDefault) * 3_600_000);
    await tx.db
      .updateTable('api_keys')
      .set({ expires_at: end, replaced_by: key.uuid })
      .where('organization_id', '=', organizationId)
      .where('id', '=', old.id)
      .execute();
    await audit(tx, 'api_key.rotated', {
      organizationId,
      ...(site !== null && { siteId: site.id }),
      target: { type: 'api_key', id: uuid },
      before: { expires_at: old.expires_at },
      after: { expires_at: end, replaced_by: key.uuid },
    });
    return { key: await readKey(tx.db, key.uuid), api_key: key.secret };
  });
  forget(uuid);
  return answer;
}

// Locked, so that of two who rotate at once the second finds the key replaced.
async function lockKey(tx: TxCtx, organizationId: number, uuid: string) {
  const key = await tx.db
    .selectFrom('api_keys as k')
    .leftJoin('sites as s', (join) =>
      join.onRef('s.organization_id', '=', 'k.organization_id').onRef('s.id', '=', 'k.site_id'),
    )
    .select(['k.id', 'k.name', 'k.scopes', 'k.site_id', 's.uuid as site_uuid', 's.is_deleted as site_deleted'])
    .select(['k.created_at', 'k.expires_at', 'k.revoked_at', 'k.replaced_by'])
    .where('k.organization_id', '=', organizationId)
    .where('k.uuid', '=', uuid)
    .forUpdate('k')
    .executeTakeFirst();
  if (key === undefined || key.site_deleted === true) throw notFound();
  if (key.revoked_at !== null) throw conflict('This key is revoked. Make a new one.');
  if (key.replaced_by !== null) throw conflict('This key was replaced already.');
  if (key.expires_at !== null && new Date(key.expires_at) <= tx.now())
    throw conflict('This key has expired. Make a new one.');
  return key;
}

function endOfLife(old: { created_at: string; expires_at: string | null }, now: Date): Date | undefined {
  if (old.expires_at === null) return undefined;
  return new Date(now.getTime() + new Date(old.expires_at).getTime() - new Date(old.created_at).getTime());
}

function earlier(end: string | null, overlapEnd: number): Date {
  return new Date(end === null ? overlapEnd : Math.min(new Date(end).getTime(), overlapEnd));
}
