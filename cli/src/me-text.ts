import type { getMe } from '@patchlight/contract/auth';
import type { ResponseOf } from '@patchlight/contract/endpoint';

export type Me = ResponseOf<typeof getMe>;

/** Who a credential is, in a few words. */
export function meText(me: Me): string {
  if (me.user !== null) return `${me.user.name} <${me.user.email}> (${me.user.role})`;
  const key = me.key === null ? 'a key' : `key "${me.key.name}" (${me.key.scopes.join(', ')})`;
  const owner = me.site?.url ?? me.organization?.name;
  return owner === undefined ? key : `${key} of ${owner}`;
}
