import { type KeyScope, type OrganizationRole, type Permission, roleHas, scopesHave } from '@patchlight/contract/roles';
import { type RawBuilder, sql } from 'kysely';
import type { Db, DbTransaction } from './db/database.ts';
import type { Scope } from './db/scoped-driver.ts';

/** Who acts. A key is a program; the system is a job or a command of the operator. */
export type Actor =
  | { type: 'anonymous' }
  | { type: 'system'; name: string }
  | {
      type: 'user';
      id: number;
      uuid: string;
      name: string;
      isSuperuser: boolean;
      /** Of a request with an access token: the session that it belongs to. */
      sessionId?: string;
      /** Somebody else set the password: there is one thing to do first. */
      mustReplacePassword?: boolean;
      memberships: readonly { organizationId: number; role: OrganizationRole }[];
    }
  | {
      type: 'key';
      id: number;
      uuid: string;
      name: string;
      organizationId: number;
      /** Set for a site key, which speaks for this one site. */
      site: { id: number; uuid: string } | null;
      scopes: readonly KeyScope[];
    };

/** A signed-in person. */
export type Person = Extract<Actor, { type: 'user' }>;

export type { Scope } from './db/scoped-driver.ts';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every operation is given first: where it works, when, and on whose behalf. */
export interface Ctx {
  /** Sees the rows of `visibleOrganizationIds` and no others: the second wall, in the database itself. */
  readonly db: Db;
  readonly log: Log;
  readonly now: () => Date;
  readonly actor: Actor;
  /** Where the caller may do what the endpoint declares. */
  readonly organizationIds: Scope;
  /** Where the caller may look at all; tells a 403 from a 404. */
  readonly visibleOrganizationIds: Scope;
  readonly requestId: string;
  /** Of a request with an `Idempotency-Key`: does the work of its transaction, and remembers what that returns within it. */
  readonly once?: <T>(tx: TxCtx, work: (tx: TxCtx) => Promise<T>) => Promise<T>;
}

/** The context of a job or of a command of the operator, which may do everything everywhere. */
export function systemContext(db: Db, log: Log, name: string): Ctx {
  return {
    db,
    log,
    now: () => new Date(),
    actor: { type: 'system', name },
    organizationIds: 'all',
    visibleOrganizationIds: 'all',
    requestId: `${name}-${Date.now()}`,
  };
}

declare const transactional: unique symbol;

/** A context inside a transaction. Only `inTransaction` makes one, so a write outside of it does not compile. */
export type TxCtx = Omit<Ctx, 'db'> & { readonly db: DbTransaction; readonly [transactional]: true };

/**
 * Runs `work` in one transaction and commits when it returns; any error rolls everything back and is thrown on.
 * Takes a context that is not in a transaction yet.
 */
export function inTransaction<T>(ctx: Ctx, work: (tx: TxCtx) => Promise<T>): Promise<T> {
  return ctx.db.transaction().execute((db) => {
    const tx = asTransactional(ctx, db);
    return ctx.once === undefined ? work(tx) : ctx.once(tx, work);
  });
}

function asTransactional(ctx: Ctx, db: DbTransaction): TxCtx {
  // The brand exists only in the type system: no runtime value could carry it.
  return { ...ctx, db } as TxCtx;
}

/** The condition that keeps a query within a scope. One organization is an equality, so that indexes keep their order. */
export function inScope(scope: Scope, column: string): RawBuilder<boolean> {
  if (scope === 'all') return sql<boolean>`true`;
  if (scope.length === 1) return sql<boolean>`${sql.ref(column)} = ${scope[0]}`;
  return sql<boolean>`${sql.ref(column)} = any(${scope}::bigint[])`;
}

/** The organizations in which the actor has a permission. */
export function scopeOf(actor: Actor, permission: Permission): Scope {
  if (actor.type === 'system') return 'all';
  if (actor.type === 'key') return scopesHave(actor.scopes, permission) ? [actor.organizationId] : [];
  if (actor.type !== 'user') return [];
  if (actor.isSuperuser) return 'all';
  return actor.memberships.filter(({ role }) => roleHas(role, permission)).map(({ organizationId }) => organizationId);
}

/** True when the scope holds the organization. */
export function isInScope(scope: Scope, organizationId: number): boolean {
  return scope === 'all' || scope.includes(organizationId);
}
