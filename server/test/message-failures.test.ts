import { beforeEach, expect, it } from 'vitest';
import type { Person } from './factories.ts';
import { useJudgedSite } from './judging.ts';
import { messagesOf } from './messages.ts';

const { test, report, advise, advisory } = useJudgedSite();
const { tell, digest, written, told, forget, prefer } = messagesOf(test);

beforeEach(async () => {
  await tell();
  await forget();
});

const recipients = async (kind: string) =>
  (await written())
    .filter((row) => row.kind === kind && row.skipped === null)
    .map(({ to }) => to)
    .sort();
const emails = (...people: Person[]) => people.map(({ email }) => email).sort();

/** No mail to this person can be stored, whatever it says. */
async function withoutMailsTo({ email }: Person, work: () => Promise<void>): Promise<void> {
  await test.sql(`alter table outbox add constraint nothing_to_one check (recipient <> '${email}') not valid`);
  try {
    await work();
  } finally {
    await test.sql('alter table outbox drop constraint nothing_to_one');
  }
}

it('who cannot be written to keeps nobody waiting, and is told once it can be', async () => {
  const { alice, dev, vic, sam } = test.cast;
  await report('1.0.0');
  await advise(advisory('<1.2.0'));
  await withoutMailsTo(alice, async () => {
    await expect(tell()).rejects.toThrow(/^Messages not written: 1. .*nothing_to_one/);
    expect(await recipients('instant')).toEqual(emails(dev, vic, sam));
  });
  await tell();
  expect(await recipients('instant')).toEqual(emails(alice, dev, vic, sam));
});

it('nor does their digest keep back the digests of others', async () => {
  const { alice, dev, vic } = test.cast;
  for (const person of [alice, dev, vic]) await prefer(person, { digest_hour: 7, send_if_unchanged: true });
  test.setNow('2026-12-01T06:30:00Z');
  await digest();
  await forget();
  test.setNow('2026-12-01T07:30:00Z');
  await withoutMailsTo(alice, async () => {
    await expect(digest()).rejects.toThrow(/nothing_to_one/);
    const early = await recipients('daily');
    expect(early).toEqual(expect.arrayContaining(emails(dev, vic)));
    expect(early).not.toContain(alice.email);
  });
  await digest();
  expect((await recipients('daily')).filter((to) => emails(alice, dev, vic).includes(to))).toEqual(
    emails(alice, dev, vic),
  );
});

it('a time zone that this Node does not know is UTC', async () => {
  const { dev } = test.cast;
  await prefer(dev, { quiet_hours: { from: '22:00', to: '07:00' }, digest_hour: 9, send_if_unchanged: true });
  await test.sql(`update users set timezone = 'Nowhere/Land' where email = $1`, [dev.email]);
  test.setNow('2026-12-02T23:00:00Z');
  await report('1.0.0');
  await advise(advisory('<1.2.0'));
  await tell();
  expect(await told(dev)).toEqual([]);
  test.setNow('2026-12-03T07:00:00Z');
  await tell();
  expect(await told(dev)).toEqual(['security_exposure opened Site']);
  test.setNow('2026-12-03T09:00:00Z');
  await digest();
  expect(await recipients('daily')).toContain(dev.email);
});
