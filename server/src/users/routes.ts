import * as invitations from '@patchlight/contract/invitations';
import * as memberships from '@patchlight/contract/memberships';
import * as views from '@patchlight/contract/saved-views';
import * as users from '@patchlight/contract/users';
import type { Db } from '../db/database.ts';
import type { RateLimiter } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import type { AccountMails } from '../mail/account-mails.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { createUser } from './create-user.ts';
import { deleteUser, restoreUser } from './delete-user.ts';
import { listInvitations, resendInvitation, revokeInvitation } from './invitations.ts';
import { listUsers } from './list-users.ts';
import { listMemberships } from './memberships.ts';
import type { Passwords } from './passwords.ts';
import { createSavedView, deleteSavedView, listSavedViews, updateSavedView } from './saved-views.ts';
import { updateUser } from './update-user.ts';
import { getUser } from './users.ts';
import { createMembership, deleteMembership, updateMembership } from './write-membership.ts';

interface UserParts {
  /** Sees all organizations. */
  readonly everyone: Db;
  readonly passwords: Passwords;
  readonly limiter: RateLimiter;
  readonly mails: () => AccountMails;
}

export function userRoutes(route: Route, { everyone, passwords, limiter, mails }: UserParts): void {
  route(users.createUser, (ctx, input) => createUser(ctx, input, { everyone, passwords, mails: mails() }));
  route(users.getUser, (ctx, input) => getUser(ctx, input, everyone));
  route(users.listUsers, listUsers);
  route(users.updateUser, (ctx, input) => {
    const braked = <T>(check: () => Promise<T>) => limiter.attempt([['currentPassword', input.params.user_id]], check);
    return updateUser(ctx, input, { everyone, passwords, braked });
  });
  route(users.deleteUser, (ctx, input) => deleteUser(ctx, input, everyone));
  route(users.restoreUser, restoreUser);
  route(memberships.listMemberships, listMemberships);
  route(memberships.createMembership, createMembership);
  route(memberships.updateMembership, (ctx, input) => updateMembership(ctx, input, everyone));
  route(memberships.deleteMembership, (ctx, input) => deleteMembership(ctx, input, everyone));
  route(invitations.listInvitations, listInvitations);
  route(invitations.resendInvitation, (ctx, input) => resendInvitation(ctx, input, { everyone, mails: mails() }));
  route(invitations.revokeInvitation, revokeInvitation);
  route(invitations.acceptInvitation, async (ctx, input) => {
    await limiter.take('link', input.source);
    return acceptInvitation({ ...ctx, db: everyone }, input, passwords);
  });
  route(views.listSavedViews, (ctx, input) => listSavedViews({ ...ctx, db: everyone }, input));
  route(views.createSavedView, (ctx, input) => createSavedView({ ...ctx, db: everyone }, input));
  route(views.updateSavedView, (ctx, input) => updateSavedView({ ...ctx, db: everyone }, input));
  route(views.deleteSavedView, (ctx, input) => deleteSavedView({ ...ctx, db: everyone }, input));
}
