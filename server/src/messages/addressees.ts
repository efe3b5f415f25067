import type { EventKind } from '@patchlight/contract/event-kinds';
import { type OrganizationRole, roleHas } from '@patchlight/contract/roles';
import { type RawBuilder, sql } from 'kysely';
import type { Db, DbTransaction } from '../db/database.ts';
import { unknownRisk } from '../modules/modules.ts';
import { type ChosenPreferences, chosenPreferences, type SiteScope } from '../notifications/preferences.ts';

/** Somebody who may be told of what happens in an organization. */
export interface Addressee {
  readonly userId: number;
  readonly organizationId: number;
  readonly role: OrganizationRole;
  readonly isHome: boolean;
  /** Nothing older is news to a member. */
  readonly memberSince: Date;
  readonly timezone: string;
  readonly preferences: ChosenPreferences;
}

interface Row extends Omit<Addressee, 'preferences' | 'memberSince'> {
  readonly member_since: string;
  readonly own: unknown;
  readonly defaults: unknown;
}

/** Who is told of organizations: their members, and a superuser in the one where he is at home. */
export async function listAddressees(db: Db | DbTransaction, isMeant: RawBuilder<unknown>): Promise<Addressee[]> {
  const { rows } = await sql<Row>`
    select u.id as "userId", m.organization_id as "organizationId", m.role, m.since as member_since, u.timezone,
      u.organization_id is not distinct from m.organization_id as "isHome",
      u.notification_preferences as own, o.notification_defaults as defaults
    from (select user_id, organization_id, role, created_at as since from memberships
      union all select id, organization_id, 'organization_admin', created_at from users where role = 'superuser' and organization_id is not null) m
    join users u on u.id = m.user_id and u.is_active and not u.is_deleted
    join organizations o on o.id = m.organization_id and o.is_active and not o.is_deleted
    where ${isMeant} order by u.id, m.organization_id`.execute(db);
  return rows.map(({ own, defaults, member_since, ...row }) => ({
    ...row,
    memberSince: new Date(member_since),
    preferences: chosenPreferences(defaults, own),
  }));
}

export const scopeOf = ({ preferences }: Pick<Addressee, 'preferences'>): SiteScope => ({
  tags: preferences.tags,
  siteIds: preferences.site_ids,
});

const lowestRoles: Partial<Record<EventKind, Parameters<typeof roleHas>[1]>> = {
  mute_ending: 'mutes:write',
  key_ending: 'site_keys:write',
  membership_changed: 'members:write',
};

/** Some things concern those alone who can do something about them. */
export function concerns(kind: EventKind, role: OrganizationRole): boolean {
  const permission = lowestRoles[kind];
  return permission === undefined || roleHas(role, permission);
}

/** How fast somebody is told: of a hole below the risk that he wants to hear of at once, with the day's digest. */
export function paceOf(
  { preferences }: Addressee,
  kind: EventKind,
  risk: number | null,
): 'instant' | 'daily' | 'weekly' | 'off' {
  const pace = preferences.events[kind];
  const isLow = kind === 'security_exposure' && (risk ?? unknownRisk) < preferences.risk_threshold;
  return pace === 'instant' && isLow ? 'daily' : pace;
}
