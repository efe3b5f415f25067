import type { BodyOf } from '@patchlight/contract/endpoint';
import type * as contract from '@patchlight/contract/messages';
import { advisoryWindowsAfter } from '@patchlight/drupal/advisory-window';
import { sql } from 'kysely';
import { audit, platform } from '../audit/audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import { notFound } from '../errors.ts';
import { type ChosenPreferences, mergePreferences } from '../notifications/preferences.ts';
import { type Addressee, concerns, listAddressees, paceOf, scopeOf } from './addressees.ts';
import { createArchive } from './archive.ts';
import { turnOf } from './build-digests.ts';
import { type Candidate, listCandidates, partOf } from './compose-digest.ts';
import { siteScope, whyInstant } from './compose-instants.ts';
import type { StandingHole } from './describe-holes.ts';
import { type Described, type Fleet, narrow } from './described.ts';
import type { DigestKind } from './digest-content.ts';
import { endOfQuiet } from './local-time.ts';
import { type Mail, renderDigest, renderNews } from './mails/render.ts';
import type { News } from './news.ts';
import { requireOneself } from './oneself.ts';
import { combineFrom } from './pace.ts';
import { findRecipient, type Press, type Recipient, readerOf } from './person.ts';

const dayMs = 86_400_000;
const days = 7;
const messagesMax = 200;

interface Past {
  readonly from: Date;
  readonly to: Date;
  readonly candidates: readonly Candidate[];
  readonly described: ReadonlyMap<number, Described>;
  readonly fleets: ReadonlyMap<number, Fleet>;
  readonly standing: readonly StandingHole[];
}

/** What became of each notice of the last days, by somebody's choices. */
interface Sorted {
  readonly instants: readonly { readonly at: Date; readonly to: Addressee; readonly news: readonly News[] }[];
  readonly digests: readonly {
    readonly at: Date;
    readonly kind: DigestKind;
    readonly news: readonly { to: Addressee; news: News }[];
  }[];
  readonly leftOut: contract.MessageForecast['left_out'];
}

/** What somebody would have been sent lately with other choices. Takes a context that sees all organizations. */
export async function forecastMessages(
  ctx: Ctx,
  { params, body }: { params: { user_id: string }; body: BodyOf<typeof contract.forecastMessages> },
  press: Press,
): Promise<contract.MessageForecast> {
  const person = await requireOneself(ctx, params.user_id);
  const recipient = await findRecipient(ctx.db, person.uuid);
  if (recipient === undefined) throw notFound();
  const saved = await listAddressees(ctx.db, sql`u.id = ${person.id}`);
  const draft = body.notification_preferences ?? {};
  const chosen = saved.map((to) => ({
    ...to,
    preferences: mergePreferences(to.preferences, draft) as ChosenPreferences,
  }));
  const past = await readPast(ctx, saved);
  const sorted = sortOut(chosen, past);
  const planned = [
    ...planInstants(sorted, recipient, press),
    ...planDigests(sorted, { chosen, past }, recipient, press),
  ]
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, messagesMax);
  const messages: contract.MessageForecast['messages'] = [];
  for (const { at, kind, news, write } of planned)
    messages.push({ at: at.toISOString(), kind, subject: (await write()).subject, about: aboutOf(news) });
  const before = sortOut(saved, past);
  return inTransaction(ctx, async (tx) => {
    await audit(tx, 'message.forecast', {
      organizationId: person.organization_id ?? platform,
      target: { type: 'user', id: person.uuid },
    });
    return {
      from: past.from.toISOString(),
      to: past.to.toISOString(),
      messages,
      saved: before.instants.length + before.digests.length,
      left_out: sorted.leftOut,
    };
  });
}

/** A message that is written only if there is room for it. */
interface Planned {
  readonly at: Date;
  readonly kind: contract.MessageForecast['messages'][number]['kind'];
  readonly news: readonly News[];
  readonly write: () => Promise<Mail>;
}

function planInstants({ instants }: Sorted, recipient: Recipient, press: Press): Planned[] {
  return instants.map(({ at, to, news }) => {
    const kinds = [...new Set(news.map(({ kind }) => kind))];
    const reader = readerOf(recipient, press, news[0]?.kind ?? 'report_ready', whyInstant(kinds, to.preferences));
    return { at, kind: 'instant', news, write: () => renderNews(news, reader) };
  });
}

function planDigests(
  { digests }: Sorted,
  { chosen, past }: { chosen: readonly Addressee[]; past: Past },
  recipient: Recipient,
  press: Press,
): Planned[] {
  const [first] = chosen;
  if (first === undefined) return [];
  return digests.map(({ at, kind, news }) => {
    const parts = chosen.flatMap((to) => {
      const fleet = past.fleets.get(to.organizationId);
      const own = news.flatMap((each) => (each.to === to ? each.news : []));
      // How many were open then is not known any more: as many as now.
      const standing = past.standing.filter(({ organizationId }) => organizationId === to.organizationId);
      return fleet === undefined || own.length === 0
        ? []
        : partOf(to, own, standing, { fleet, at, week: null, releases: [] });
    });
    const digest = { kind, from: past.from, to: at, parts, nextWindow: advisoryWindowsAfter(at).next };
    const why = { type: kind, scope: siteScope(first.preferences) };
    return {
      at,
      kind,
      news: news.map((each) => each.news),
      write: () => renderDigest(digest, readerOf(recipient, press, kind, why)),
    };
  });
}

async function readPast(ctx: Ctx, addressees: readonly Addressee[]): Promise<Past> {
  const to = ctx.now();
  const from = new Date(to.getTime() - days * dayMs);
  const all = await listCandidates(ctx.db, addressees, { from, to });
  const candidates = all.filter(({ created_at }) => new Date(created_at) > from);
  const archive = createArchive(ctx.db, true);
  return {
    from,
    to,
    candidates,
    described: await archive.described(candidates.map(({ id }) => id)),
    fleets: await archive.fleets(addressees.map(({ organizationId }) => organizationId)),
    standing: await archive.standing(addressees.map(({ organizationId }) => organizationId)),
  };
}

function sortOut(addressees: readonly Addressee[], past: Past): Sorted {
  const leftOut = { off: 0, outside: 0, unchanged: 0 };
  const instants = new Map<string, { at: Date; to: Addressee; news: News[] }>();
  const digests = new Map<string, { at: Date; kind: DigestKind; news: { to: Addressee; news: News }[] }>();
  for (const { id, organization_id, kind, risk, by, created_at } of past.candidates) {
    const to = addressees.find(({ organizationId }) => organizationId === organization_id);
    if (to === undefined || by === to.userId || !concerns(kind, to.role)) continue;
    const pace = paceOf(to, kind, risk);
    const [what, fleet] = [past.described.get(id), past.fleets.get(organization_id)];
    const news = what && fleet ? narrow(what, fleet, scopeOf(to)) : null;
    if (pace === 'off') leftOut.off += 1;
    else if (news === null) leftOut.outside += 1;
    else if (pace === 'instant') {
      const given = new Date(created_at);
      const at = endOfQuiet(given, to.preferences.quiet_hours, to.timezone) ?? given;
      const key = `${organization_id} ${Math.floor(at.getTime() / 60_000)}`;
      const known = instants.get(key) ?? { at, to, news: [] };
      instants.set(key, { ...known, news: [...known.news, news] });
    } else {
      const at = nextTurn(addressees, pace, new Date(created_at));
      if (at > past.to) continue;
      const known = digests.get(`${pace} ${at.getTime()}`) ?? { at, kind: pace, news: [] };
      digests.set(`${pace} ${at.getTime()}`, { ...known, news: [...known.news, { to, news }] });
    }
  }
  const wantsDaily = addressees.some(({ preferences }) => Object.values(preferences.events).includes('daily'));
  const daily = [...digests.values()].filter(({ kind }) => kind === 'daily').length;
  if (wantsDaily) leftOut.unchanged = Math.max(0, days - daily);
  // What came in the same minute in larger number is one message.
  const grouped = [...instants.values()].flatMap((group) =>
    group.news.length < combineFrom ? group.news.map((news) => ({ ...group, news: [news] })) : [group],
  );
  return { instants: grouped, digests: [...digests.values()], leftOut };
}

/** The first turn after something happened. */
function nextTurn(addressees: readonly Addressee[], kind: DigestKind, after: Date): Date {
  for (let day = 0; day <= 9; day += 1) {
    const turn = turnOf(addressees, kind, new Date(after.getTime() + day * dayMs));
    if (turn > after) return turn;
  }
  throw new Error('A week without its days.');
}

function aboutOf(news: readonly News[]): string[] {
  const names = news.map((each) => {
    if ('hole' in each) return each.hole.project.title;
    if (each.kind === 'project_unsupported') return each.project.title;
    if (each.kind === 'site_silent') return each.site.name;
    return each.organization.name;
  });
  return [...new Set(names)].slice(0, 10);
}
