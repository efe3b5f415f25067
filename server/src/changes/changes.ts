import type { ChangeKey, ChangeTopic } from '@patchlight/contract/live-events';
import { sql } from 'kysely';
import type { Scope } from '../context.ts';
import { textArray } from '../db/arrays.ts';
import type { Db } from '../db/database.ts';

/** What a transaction changed, and who is told of it: an organization, superusers alone (`platform`), or everybody. */
export interface Change {
  readonly to: number | 'platform' | 'everybody';
  readonly keys: readonly ChangeKey[];
}

export const changesChannel = 'patchlight_changes';
/** PostgreSQL carries less than 8,000 bytes; past this many sites they are not named. */
const sitesMax = 100;

/** Told when the transaction commits, and not at all when it does not. */
export async function announce(db: Db, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const payloads = textArray(changes.map((change) => JSON.stringify(change)));
  await sql`select pg_notify(${changesChannel}, payload) from unnest(${payloads}::text[]) as payload`.execute(db);
}

export function changeOf(payload: string): Change {
  // Whoever may notify on this database is a process of ours.
  return JSON.parse(payload) as Change;
}

export function concerns({ to }: Change, scope: Scope): boolean {
  if (scope === 'all' || to === 'everybody') return true;
  return to !== 'platform' && scope.includes(to);
}

/** Sites of one organization that changed, by their ids. */
export function sitesChanged(organizationId: number, siteIds: Iterable<string>): Change {
  const named = [...siteIds].map((id) => `site:${id}` as const);
  return { to: organizationId, keys: ['sites', ...(named.length > sitesMax ? [] : named)] };
}

/** One change for each recipient of several. */
export function joined(changes: readonly Change[]): Change[] {
  if (changes.length < 2) return [...changes];
  return [...new Set(changes.map(({ to }) => to))].map((to) => {
    const keys = [...new Set(changes.filter((change) => change.to === to).flatMap((change) => change.keys))];
    return { to, keys: keys.length > sitesMax ? keys.filter((key) => !key.startsWith('site:')) : keys };
  });
}

interface Recorded {
  readonly organizationId: number;
  readonly target: { readonly id: string };
}

const told =
  (...keys: ChangeTopic[]) =>
  ({ organizationId }: Recorded): Change => ({ to: organizationId === 0 ? 'platform' : organizationId, keys });
const toldSuperusers =
  (...keys: ChangeTopic[]) =>
  (): Change => ({ to: 'platform', keys });
const toldEverybody =
  (...keys: ChangeTopic[]) =>
  (): Change => ({ to: 'everybody', keys });
const untold = () => undefined;

/** By the noun of the action: who is told what of a change that was recorded. */
const changeOfNoun = {
  site: ({ organizationId, target }) => sitesChanged(organizationId, [target.id]),
  tag: told('sites'),
  module: told('sites'),
  mute: told('mutes', 'sites'),
  patch_run: told('sites'),
  organization: told('organizations', 'members', 'sites'),
  user: told('members'),
  membership: told('members'),
  invitation: told('members'),
  api_key: told('api_keys'),
  channel: told('channels'),
  release_history: toldEverybody('catalogue'),
  advisories: toldEverybody('catalogue'),
  feed: toldSuperusers('feeds'),
  feeds: toldSuperusers('feeds'),
  job: toldSuperusers('jobs'),
  dead_letter: toldSuperusers('jobs'),
  // Of one person, and of nobody else.
  session: untold,
  password_reset: untold,
  saved_view: untold,
  message: untold,
  // Looked at by nobody yet.
  demo: untold,
  // What was refused changed nothing.
  access: untold,
  key: untold,
  denials: untold,
} satisfies Record<string, (recorded: Recorded) => Change | undefined>;

export type RecordedAction = `${keyof typeof changeOfNoun}.${string}`;

export function changeRecorded(action: RecordedAction, recorded: Recorded): Change | undefined {
  // That a key came from another address is noted while reports come in: it waits for nobody.
  if (action === 'api_key.seenFromNewAddress') return undefined;
  // The type of the action says that it begins with one of them.
  return changeOfNoun[action.slice(0, action.indexOf('.')) as keyof typeof changeOfNoun](recorded);
}
