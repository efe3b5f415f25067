/** Roles from lowest to highest; `superuser` stands above every organization. */
export const roles = ['viewer', 'developer', 'organization_admin', 'superuser'] as const;
export type Role = (typeof roles)[number];
export type OrganizationRole = Exclude<Role, 'superuser'>;

/** What an endpoint may ask for, and the lowest role that has it. */
export const permissions = {
  'self:read': 'viewer',
  'fleet:read': 'viewer',
  'organizations:read': 'viewer',
  'sites:write': 'developer',
  'site_keys:write': 'developer',
  'inventory:write': 'developer',
  'modules:identify': 'developer',
  'mutes:write': 'developer',
  'sites:delete': 'organization_admin',
  'organization_keys:write': 'organization_admin',
  'organizations:write': 'organization_admin',
  'channels:manage': 'organization_admin',
  'members:read': 'viewer',
  'members:write': 'organization_admin',
  'patch_runs:write': 'developer',
  'audit:read': 'organization_admin',
  'organizations:manage': 'superuser',
  'users:restore': 'superuser',
  'feeds:manage': 'superuser',
  'jobs:manage': 'superuser',
} as const satisfies Record<string, Role>;
export type Permission = keyof typeof permissions;

/** What an endpoint declares: a permission, or `public` when it asks for no credential. */
export type Access = Permission | 'public';

/** What a key may do: site keys have the scope `site`, organization keys one or more of the others. */
export const keyScopes = {
  site: ['self:read', 'inventory:write', 'patch_runs:write'],
  read: ['self:read', 'fleet:read', 'organizations:read'],
  report: ['self:read', 'inventory:write'],
  write: [
    'self:read',
    'fleet:read',
    'organizations:read',
    'sites:write',
    'site_keys:write',
    'inventory:write',
    'modules:identify',
    'mutes:write',
    'patch_runs:write',
  ],
} as const satisfies Record<string, readonly Permission[]>;
export type KeyScope = keyof typeof keyScopes;
export const organizationKeyScopes = ['read', 'report', 'write'] as const satisfies readonly KeyScope[];

/** True when `role` is at least the lowest role that has `permission`. */
export function roleHas(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(permissions[permission]);
}

/** True when one of the key's scopes grants `permission`. */
export function scopesHave(scopes: readonly KeyScope[], permission: Permission): boolean {
  return scopes.some((scope) => (keyScopes[scope] as readonly Permission[]).includes(permission));
}
