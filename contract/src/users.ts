import { type Static, Type } from 'typebox';
import { Id, Nullable, Time } from './envelope.ts';
import { roles } from './roles.ts';

const Membership = Type.Object(
  {
    organization: Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false }),
    role: Type.Enum(roles),
  },
  { additionalProperties: false },
);

export const User = Type.Object(
  {
    id: Id,
    name: Type.String(),
    email: Type.String(),
    role: Type.Enum(roles),
    organization: Nullable(Type.Object({ id: Id, name: Type.String() }, { additionalProperties: false })),
    memberships: Type.Array(Membership),
    timezone: Type.String(),
    locale: Type.String(),
    is_active: Type.Boolean(),
    last_login: Nullable(Time),
    created_at: Time,
    updated_at: Time,
  },
  { additionalProperties: false },
);
export type User = Static<typeof User>;
