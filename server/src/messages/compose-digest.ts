import type { EventKind } from '@patchlight/contract/event-kinds';
import { advisoryWindowsAfter } from '@patchlight/drupal/advisory-window';
import { sql } from 'kysely';
import type { Ctx } from '../context.ts';
import type { Db, DbTransaction } from '../db/database.ts';
import { isInSiteScope } from '../notifications/preferences.ts';
import { type Addressee, concerns, paceOf, scopeOf } from './addressees.ts';
import type { Archive } from './archive.ts';
import type { StandingHole } from './describe-holes.ts';
import { narrow } from './described.ts';
import type { Digest, DigestKind, DigestPart, Window } from './digest-content.ts';
import { newReleases } from './new-releases.ts';
import type { HoleNews, News } from './news.ts';
import { standingFor } from './standing-holes.ts';
import { weekFigures } from './week-figures.ts';

/** What nobody told a person for so long is no news any more. */
const oldestDays = 14;

export interface ComposedDigest {
  readonly digest: Digest;
  /** What it tells for the first time. */
  readonly notices: readonly { readonly id: number; readonly organizationId: number }[];
  /** Something happened, whether it is told here or was told at once. */
  readonly isChanged: boolean;
}

export interface Candidate {
  readonly id: number;
  readonly organization_id: number;
  readonly kind: EventKind;
  readonly risk: number | null;
  readonly by: number | null;
  readonly created_at: string;
  readonly is_told: boolean;
}

/** What a person's digest of a window says, from what they were not told yet. */
export async function composeDigest(
  ctx: Pick<Ctx, 'now'> & { readonly db: Db | DbTransaction },
  archive: Archive,
  { kind, window, addressees }: { kind: DigestKind; window: Window; addressees: readonly Addressee[] },
): Promise<ComposedDigest> {
  const candidates = await listCandidates(ctx.db, addressees, window);
  const ofThis = candidates.filter((candidate) => {
    const to = addressees.find(({ organizationId }) => organizationId === candidate.organization_id);
    return to !== undefined && isMeant(candidate, to, kind);
  });
  const described = await archive.described(ofThis.map(({ id }) => id));
  const fleets = await archive.fleets(addressees.map(({ organizationId }) => organizationId));
  const standing = await archive.standing(addressees.map(({ organizationId }) => organizationId));
  const notices: { id: number; organizationId: number }[] = [];
  const parts: { readonly part: DigestPart; readonly hasNews: boolean }[] = [];
  for (const to of addressees) {
    const fleet = fleets.get(to.organizationId);
    if (fleet === undefined) continue;
    const news = ofThis.flatMap(({ id, organization_id, is_told }) => {
      const what = described.get(id);
      const seen = organization_id === to.organizationId && !is_told && what ? narrow(what, fleet, scopeOf(to)) : null;
      if (seen === null) return [];
      notices.push({ id, organizationId: to.organizationId });
      return seen;
    });
    const own = standing.filter(({ organizationId }) => organizationId === to.organizationId);
    const week = kind === 'weekly' ? await weekFigures(ctx, { to, standing: own, window }) : null;
    const releases = to.preferences.events.update_available === kind ? await newReleases(ctx.db, to, window) : [];
    parts.push({
      part: partOf(to, news, own, { fleet, at: window.to, week, releases }),
      hasNews: news.length + releases.length > 0,
    });
  }
  const toldLately = candidates.some(({ is_told, created_at }) => is_told && new Date(created_at) > window.from);
  const isChanged = parts.some(({ hasNews }) => hasNews) || (kind === 'weekly' && toldLately);
  // One that is sent although nothing changed says so of all of them.
  const shown = kind === 'daily' && isChanged ? parts.filter(({ hasNews }) => hasNews) : parts;
  const digest = {
    kind,
    ...window,
    parts: shown.map(({ part }) => part),
    nextWindow: advisoryWindowsAfter(ctx.now()).next,
  };
  return { digest, notices, isChanged };
}

export async function listCandidates(
  db: Db | DbTransaction,
  addressees: readonly Addressee[],
  { to }: Window,
): Promise<Candidate[]> {
  const oldest = new Date(to.getTime() - oldestDays * 86_400_000);
  const { rows } = await sql<Candidate>`
    select n.id, n.organization_id, n.kind, n.created_at, a.risk, (e.details->>'by_id')::bigint as by,
      exists (select from message_items i where i.user_id = ${addressees[0]?.userId ?? null} and i.notice_id = n.id) as is_told
    from unnest(${addressees.map(({ organizationId }) => organizationId)}::bigint[],
        ${addressees.map(({ memberSince }) => memberSince.toISOString())}::timestamptz[]) as t(organization_id, since)
    join notices n on n.organization_id = t.organization_id and n.created_at > greatest(t.since, ${oldest}) and n.created_at <= ${to}
    join events e on e.organization_id = n.organization_id and e.id = n.event_id left join advisories a on a.id = e.advisory_id
    order by n.id`.execute(db);
  return rows;
}

export function isMeant({ kind, risk, by }: Candidate, to: Addressee, digest: DigestKind): boolean {
  if (by === to.userId || !concerns(kind, to.role)) return false;
  const pace = paceOf(to, kind, risk);
  // Whoever wanted it at once and was not told, because he chose so only later, is told with the day's.
  return digest === 'weekly' ? pace === 'weekly' : pace === 'daily' || pace === 'instant';
}

interface Rest {
  readonly fleet: {
    readonly organization: DigestPart['organization'];
    readonly sites: readonly { id: string; tags: readonly string[] }[];
  };
  readonly at: Date;
  readonly week: DigestPart['week'];
  readonly releases: DigestPart['releases'];
}

export function partOf(
  to: Addressee,
  news: readonly News[],
  standing: readonly StandingHole[],
  { fleet, at, week, releases }: Rest,
): DigestPart {
  const of = <K extends News['kind']>(kind: K, stage?: News['stage']) =>
    news.filter(
      (each): each is Extract<News, { kind: K }> => each.kind === kind && (stage === undefined || each.stage === stage),
    );
  const open = standingFor(to, standing);
  const exposures = of('security_exposure') as readonly HoleNews[];
  return {
    organization: fleet.organization,
    opened: exposures.filter(({ stage }) => stage !== 'resolved'),
    fixed: exposures.filter(({ stage }) => stage === 'resolved'),
    pastTarget: open.filter(({ hole }) => hole.dueAt !== null && hole.dueAt <= at),
    unsupported: of('project_unsupported'),
    silent: of('site_silent', 'opened').filter(
      ({ site }) => !of('site_silent', 'resolved').some((back) => back.site.id === site.id),
    ),
    back: of('site_silent', 'resolved'),
    endingMutes: of('mute_ending'),
    endingKeys: of('key_ending'),
    members: of('membership_changed'),
    releases,
    open: { holes: open.length, sites: new Set(open.flatMap(({ sites }) => sites.map(({ id }) => id))).size },
    fleet: fleet.sites.filter((site) => isInSiteScope(scopeOf(to), site)).length,
    week,
  };
}
