import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { hashPassword, refuseWeakPassword } from './auth/passwords.ts';
import { type Ctx, inTransaction } from './context.ts';
import { OperationError } from './errors.ts';
import { insertOrganization } from './organizations/write-organization.ts';
import { StartError } from './storage.ts';
import { insertUser } from './users/users.ts';

interface NewSuperuser {
  readonly email: string | undefined;
  readonly name?: string | undefined;
  readonly password: () => Promise<string>;
}

/**
 * Makes a superuser from the command line. Their home is the oldest organization; where there is none yet, one is made,
 * as the setup page does. Refusals are StartErrors: their message is all there is to say.
 */
export async function createSuperuser(ctx: Ctx, { email, name, password }: NewSuperuser): Promise<string> {
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email))
    throw new StartError('Name the address: create-superuser --email you@example.org');
  const chosen = await password();
  const shownName = name?.trim() || (email.split('@')[0] ?? email);
  try {
    refuseWeakPassword(chosen, [shownName, email.split('@')[0] ?? '']);
    const hashedPassword = await hashPassword(chosen);
    return await inTransaction(ctx, async (tx) => {
      const home = await tx.db
        .selectFrom('organizations')
        .select('id')
        .where('is_deleted', '=', false)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      const organizationId = home?.id ?? (await insertOrganization(tx, { name: 'My organization' })).id;
      await insertUser(tx, { name: shownName, email, hashedPassword, role: 'superuser', organizationId });
      return `${email} is a superuser now.`;
    });
  } catch (error) {
    throw error instanceof OperationError ? new StartError(error.message) : error;
  }
}

/** The first line of standard input; on a terminal it is asked for and not shown. */
export async function readPassword(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  if (input.isTTY) output.write('Password (not shown): ');
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: input.isTTY === true });
  for await (const line of lines) {
    lines.close();
    if (input.isTTY) output.write('\n');
    return line;
  }
  throw new StartError('There is no password on standard input.');
}
