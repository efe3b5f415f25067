import { sql } from 'kysely';
import type { TxCtx } from '../context.ts';
import { numberArray, timeArray } from '../db/arrays.ts';
import { isInSiteScope } from '../notifications/preferences.ts';
import { concerns, listAddressees, paceOf, scopeOf } from './addressees.ts';
import type { Notice } from './give-notices.ts';
import { endOfQuiet } from './local-time.ts';

/** From this risk on a hole is told of in quiet hours too. */
const loudRisk = 20;

interface Facts {
  readonly id: number;
  readonly risk: number | null;
  /** Who did it, and knows. */
  readonly by: number | null;
  readonly sites: readonly { readonly id: string; readonly tags: readonly string[] }[];
}

/** Notes who is told of notices at once: it is done as soon as this transaction is. */
export async function tellAtOnce(tx: TxCtx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  const organizations = [...new Set(notices.map(({ organizationId }) => organizationId))];
  const [facts, addressees] = [
    await factsOf(tx, notices),
    await listAddressees(tx.db, sql`m.organization_id = any(${organizations}::bigint[])`),
  ];
  const items = notices.flatMap((notice) => {
    const { risk, by, sites } = facts.get(notice.id) ?? { risk: null, by: null, sites: [] };
    return addressees.flatMap((to) => {
      const isMeant =
        to.organizationId === notice.organizationId &&
        to.userId !== by &&
        concerns(notice.kind, to.role) &&
        paceOf(to, notice.kind, risk) === 'instant' &&
        (sites.length === 0 || sites.some((site) => isInSiteScope(scopeOf(to), site)));
      if (!isMeant) return [];
      const isLoud = notice.kind === 'security_exposure' && notice.stage !== 'resolved' && (risk ?? 0) >= loudRisk;
      const quietUntil = isLoud ? null : endOfQuiet(tx.now(), to.preferences.quiet_hours, to.timezone);
      return { userId: to.userId, notice, dueAt: quietUntil ?? tx.now() };
    });
  });
  if (items.length === 0) return;
  await sql`insert into message_items (user_id, notice_id, organization_id, due_at)
    select * from unnest(${numberArray(items.map((item) => item.userId))}::bigint[], ${numberArray(items.map((item) => item.notice.id))}::bigint[],
      ${numberArray(items.map((item) => item.notice.organizationId))}::bigint[], ${timeArray(items.map((item) => item.dueAt))}::timestamptz[])
    on conflict do nothing`.execute(tx.db);
}

/** What decides who is told; the sites are those that a notice tells of, or, of what is over, all that it was true for. */
async function factsOf(tx: TxCtx, notices: readonly Notice[]): Promise<Map<number, Facts>> {
  const { rows } = await sql<Facts>`
    select n.id, a.risk, (e.details->>'by_id')::bigint as by, coalesce((
        select json_agg(json_build_object('id', s.uuid, 'tags', s.tags)) from event_sites es
        join sites s on s.organization_id = es.organization_id and s.id = es.site_id
        where es.organization_id = e.organization_id and es.event_id = e.id
          and case when n.stage = 'resolved' then es.notice_id > 0 else es.notice_id = n.id end), '[]') as sites
    from notices n join events e on e.organization_id = n.organization_id and e.id = n.event_id
    left join advisories a on a.id = e.advisory_id
    where n.id = any(${numberArray(notices.map(({ id }) => id))}::bigint[])`.execute(tx.db);
  return new Map(rows.map((row) => [row.id, row]));
}
