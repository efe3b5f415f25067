import { hashPassword } from '../auth/passwords.ts';
import { type Actor, type Ctx, inTransaction, type TxCtx } from '../context.ts';
import { insertOrganization } from '../organizations/write-organization.ts';
import { insertUser } from '../users/users.ts';
import { type DemoOrganization, fleet } from './fleet.ts';
import { superuserEmail } from './sign-in.ts';

/** An organization of the demo in the database, and the person who looks after its sites. */
export interface SeededOrganization {
  readonly organization: DemoOrganization;
  readonly id: number;
  readonly uuid: string;
  readonly keeper: Actor;
}

/** Makes the organizations and their people, in one transaction. One hash serves all: each would take a quarter second. */
export async function seedPeople(ctx: Ctx, password: string): Promise<SeededOrganization[]> {
  const hashedPassword = await hashPassword(password);
  return inTransaction(ctx, async (tx) => {
    const seeded: SeededOrganization[] = [];
    let by = tx;
    for (const organization of fleet) {
      const { name, timezone } = organization;
      const made = await insertOrganization(by, { name, timezone });
      if (seeded.length === 0) by = await asSuperuser(tx, made.id, hashedPassword);
      let keeper: Actor = by.actor;
      for (const person of organization.people) {
        const user = await insertUser(by, { ...person, hashedPassword, organizationId: made.id });
        const memberships = [{ organizationId: made.id, role: person.role }];
        if (person.role !== 'viewer')
          keeper = { type: 'user', ...user, name: person.name, isSuperuser: false, memberships };
      }
      seeded.push({ organization, id: made.id, uuid: made.organization.id, keeper });
    }
    return seeded;
  });
}

async function asSuperuser(tx: TxCtx, organizationId: number, hashedPassword: string): Promise<TxCtx> {
  const name = 'Sam Okafor';
  const user = await insertUser(tx, { name, email: superuserEmail, hashedPassword, role: 'superuser', organizationId });
  return { ...tx, actor: { type: 'user', ...user, name, isSuperuser: true, memberships: [] } };
}
