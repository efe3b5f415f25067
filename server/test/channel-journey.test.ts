import { expect, it } from 'vitest';
import { exampleNews } from '../src/channels/example-news.ts';
import { schedule } from '../src/schedule.ts';
import { useApp } from './app.ts';
import { password } from './factories.ts';
import { insertNotice } from './insert-notice.ts';
import { until, useQueue } from './queue.ts';
import { useReceiver } from './receiver.ts';
import { ServerProgram } from './server-process.ts';

const receiver = useReceiver();
const test = useApp({ start: new Date().toISOString(), outgoing: receiver.outgoing });
const queue = useQueue({
  get name() {
    return test.databaseName;
  },
  get current() {
    return test.database;
  },
});
const jobs = schedule.filter(({ name }) => name === 'deliver-channels');
const alice = async (method: string, path: string, body?: object) =>
  (await test.request(test.as(test.cast.alice), method, `/api/v1/channels${path}`, body)).data;

it('S-09: the job of the schedule sends what was announced; a replay asks for it', async () => {
  const hook = { type: 'webhook', name: 'Hook', url: `${receiver.url}/in` };
  const { channel } = await alice('POST', '', hook);
  await insertNotice(test, test.cast.home.id);
  queue.start(jobs, { outgoing: receiver.outgoing, describe: async () => exampleNews });
  await until('it is sent', () => receiver.calls.length === 1);
  const delivered = async () => {
    const [delivery] = await alice('GET', `/${channel.id}/deliveries`);
    return delivery?.status === 'delivered' && delivery;
  };
  await until('it is noted', async () => Boolean(await delivered()));
  const { id } = await delivered();
  await alice('POST', `/${channel.id}/deliveries/${id}/replay`);
  await until('it is sent again', () => receiver.calls.length === 2);
  expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  expect(queue.logged).toEqual([]);
});

it('the built program calls no address of this machine, and has what it needs to call others', async () => {
  const setupToken = 'the setup token of this test';
  const program = await ServerProgram.build({ SETUP_TOKEN: setupToken });
  try {
    const address = await program.start();
    const post = async (path: string, body: object, token = '') => {
      const headers = { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) };
      const response = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as { error?: string; data: Record<string, never> };
    };
    const email = 'sam@example.org';
    await post('/setup', { token: setupToken, email, password, name: 'Sam', organization_name: 'Home' });
    const { access_token: token } = (await post('/auth/login', { email, password, cookie: false })).data;
    const hook = { type: 'webhook', name: 'Hook', url: 'https://127.1/in' };
    expect((await post('/channels', hook, token)).error).toBe('address_not_allowed');
    // A name that nobody can have.
    const made = await post('/channels', { ...hook, url: 'https://hooks.example.invalid/in' }, token);
    const { id } = made.data.channel as unknown as { id: string };
    expect((await post(`/channels/${id}/test`, {}, token)).data).toMatchObject({
      status: 'failed',
      answer: 'The name hooks.example.invalid could not be resolved.',
    });
  } finally {
    await program.remove();
  }
});
