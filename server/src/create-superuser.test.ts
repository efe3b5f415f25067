import { PassThrough } from 'node:stream';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testContext } from '../test/context.ts';
import { useDatabase } from '../test/harness.ts';
import { isPassword } from './auth/passwords.ts';
import { createSuperuser, readPassword } from './create-superuser.ts';
import { StartError } from './storage.ts';

const database = useDatabase();
const password = 'seven grey herons wade';
const create = (input: Partial<Parameters<typeof createSuperuser>[1]>) =>
  createSuperuser(testContext(database.current, { organizationIds: 'all' }), {
    email: 'sam@example.org',
    password: async () => password,
    ...input,
  });

describe('create-superuser', () => {
  it('refuses a missing address, an easy password, and leaves nothing behind', async () => {
    await expect(create({ email: undefined })).rejects.toThrow('--email');
    await expect(create({ password: async () => 'short' })).rejects.toThrow(StartError);
    await expect(create({ password: async () => 'sam sam sam sam sam' })).rejects.toThrow('easy to guess');
    const { rows } = await sql`select email from users`.execute(database.current.db);
    expect(rows).toEqual([]);
  });

  it('makes the first one with an organization, later ones within the oldest, once each', async () => {
    expect(await create({})).toBe('sam@example.org is a superuser now.');
    await create({ email: 'Alice@Example.org', name: 'Alice' });
    await expect(create({ email: 'SAM@example.org' })).rejects.toThrow('this e-mail address already');
    const { rows } = await sql<{ name: string; email: string; role: string; home: string; hashed_password: string }>`
      select u.name, u.email, u.role, o.name as home, u.hashed_password from users u join organizations o on o.id = u.organization_id
      order by u.id`.execute(database.current.db);
    expect(rows.map(({ hashed_password: _, ...row }) => row)).toEqual([
      { name: 'sam', email: 'sam@example.org', role: 'superuser', home: 'My organization' },
      { name: 'Alice', email: 'alice@example.org', role: 'superuser', home: 'My organization' },
    ]);
    expect(await isPassword(password, rows[0]?.hashed_password ?? null)).toBe(true);
    const trail = await sql<{ count: number }>`select count(*) from audit_logs where action = 'user.created'`.execute(
      database.current.db,
    );
    expect(trail.rows).toEqual([{ count: 2 }]);
  });
});

describe('the password', () => {
  const read = (text: string) => {
    const input = new PassThrough();
    input.end(text);
    const output = new PassThrough();
    // Streams without a terminal, as a pipe gives them.
    return readPassword(input as unknown as NodeJS.ReadStream, output as unknown as NodeJS.WriteStream);
  };

  it.each([`${password}\n`, `${password}\r\nsecond line\n`, password])('is the first line of %j', async (text) => {
    expect(await read(text)).toBe(password);
  });

  it('must be there', async () => {
    await expect(read('')).rejects.toThrow('no password on standard input');
  });
});
