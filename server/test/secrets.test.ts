import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { type Answer, useApp } from './app.ts';
import { readAll } from './every-read.ts';
import { password } from './factories.ts';
import { contents } from './table-contents.ts';

const test = useApp();
const api = '/api/v1';
const marked = 'a marked password of some length';
const slackUrl = 'https://hooks.slack.example/services/T000/B000/marked-token-of-a-channel';
const wrong = 'a wrong and marked password here';

/** What was handed out or typed once: each with where it may be found again. */
const secrets: Record<string, string> = { password, marked, wrong };
/** Answers that hand a secret out are not among these. */
const answers: Answer[] = [];

const post = (path: string, body: object, as = {}) => test.request(as, 'POST', api + path, body);
const linkOf = async (recipient: string) => {
  const [mail] = await test.sql<{ text: string }>('select text from outbox where recipient = $1 order by id desc', [
    recipient,
  ]);
  return /token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? 'no mail';
};

/** A day in which every kind of secret is made, used, mistyped and sent to the wrong place. */
async function liveThroughADay(): Promise<void> {
  const { alice, dev, site, keys, home } = test.cast;
  const session = (await post('/auth/login', { email: dev.email, password, cookie: false })).data;
  const renewed = (await post('/auth/refresh', { refresh_token: session.refresh_token })).data;
  answers.push(await post('/auth/login', { email: dev.email, password: wrong }));
  const change = { password: marked, current_password: password };
  answers.push(await test.request(test.as(dev), 'PUT', `${api}/users/update/${dev.uuid}`, change));
  const invited = { email: 'invited@example.org', name: 'New', role: 'viewer', organization_id: home.uuid };
  answers.push(await post('/users/add', invited, test.as(alice)));
  answers.push(await post('/auth/forgot-password', { email: alice.email }));
  const created = await post('/api-keys', { name: 'Marked', type: 'site', site_id: site.uuid }, test.as(alice));
  const rotated = await post(`/api-keys/${created.data.key.id}/rotate`, {}, test.as(alice));
  const hook = { type: 'webhook', name: 'Hook', url: 'https://hooks.example.org/in' };
  const channel = await post('/channels', hook, test.as(alice));
  const { id } = channel.data.channel;
  const rotatedChannel = await post(`/channels/${id}/rotate-secret`, {}, test.as(alice));
  const slack = await post('/channels', { type: 'slack', name: 'Slack', url: slackUrl }, test.as(alice));
  answers.push(slack, await test.request(test.as(alice), 'GET', `${api}/channels`));
  for (const each of [id, slack.data.channel.id])
    answers.push(await post(`/channels/${each}/test`, {}, test.as(alice)));
  answers.push(
    await test.request(test.as(alice), 'PUT', `${api}/channels/${slack.data.channel.id}`, { url: `${slackUrl}2` }),
  );
  const reset = await linkOf(alice.email);
  Object.assign(secrets, {
    access: session.access_token,
    refresh: session.refresh_token,
    renewedAccess: renewed.access_token,
    renewedRefresh: renewed.refresh_token,
    siteKey: site.key,
    readKey: keys.read.secret,
    revokedKey: keys.revoked.secret,
    createdKey: created.data.api_key,
    rotatedKey: rotated.data.api_key,
    channelSecret: channel.data.secret,
    rotatedChannelSecret: rotatedChannel.data.secret,
    slackUrl,
    invitation: await linkOf(invited.email),
    reset,
  });
  const bodies = Object.values(secrets).flatMap((secret) => [
    `{"extensions":"${secret}`,
    { extensions: [], [secret]: 1 },
  ]);
  for (const body of bodies) answers.push(await test.request(test.as(site.key), 'POST', `${api}/reports`, body));
  for (const secret of Object.values(secrets)) {
    const text = encodeURIComponent(secret);
    answers.push(await test.request(test.as(secret.replaceAll(' ', '')), 'GET', `${api}/sites`));
    answers.push(await test.request({ 'x-api-key': secret }, 'GET', `${api}/sites`));
    for (const name of ['access_token', 'api_key', 'token'])
      answers.push(await test.request({}, 'GET', `${api}/auth/me?${name}=${text}`));
    answers.push(await post('/auth/reset-password', { token: secret, password: 'short' }));
  }
  answers.push(await post('/auth/login', { email: secrets.createdKey, password: secrets.refresh }));
  await post('/auth/logout', { refresh_token: renewed.refresh_token });
}

it('G-04, J-13, J-14: no secret is in a log, a metric, an answer, the record or any other table', async () => {
  await liveThroughADay();
  const tables = await contents(test);
  // A mail has to hold the link that it is sent for.
  // So has a channel the address that it sends to.
  const { outbox = '', channels = '', ...others } = tables;
  const metrics = await test.app.metrics.metrics();
  // The address of a request is repeated in its own answer and nowhere else.
  const told = answers
    .map(({ text, headers }) => `${JSON.stringify(headers)}${text.replace(/"self":"[^"]*"/, '')}`)
    .join('\n');
  const places = { ...others, metrics, log: test.logged.join(''), told };
  expect(Object.keys(secrets)).toHaveLength(17);
  for (const [kind, secret] of Object.entries(secrets)) {
    const forms = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
    ];
    for (const [place, text] of Object.entries(places))
      for (const form of forms) expect(text.includes(form), `${kind} in ${place}`).toBe(false);
    const mayBeMailed = kind === 'invitation' || kind === 'reset';
    expect(outbox.includes(secret), `${kind} in mails`).toBe(mayBeMailed);
    expect(channels.includes(secret), `${kind} in channels`).toBe(kind === 'slackUrl');
  }
  // What was looked through is not empty.
  expect([told.length > 10_000, metrics.length > 100, Object.keys(others).length > 15]).toEqual([true, true, true]);
});

it('R-07: no body holds a hash, a password, a token or a key', async () => {
  const { alice, sam, vic, charlie, site, home, keys } = test.cast;
  const channel = await post('/channels', { type: 'slack', name: 'Slack', url: slackUrl }, test.as(alice));
  const [report] = (await test.request(test.as(alice), 'GET', `${api}/sites/${site.uuid}/reports`)).data;
  const named = {
    site_id: site.uuid,
    org_id: home.uuid,
    user_id: alice.uuid,
    report_id: report.id ?? report.report_id,
    module_id: 'token',
    advisory_id: 'SA-CONTRIB-2026-001',
    feed_key: 'release-history:token',
    dead_letter_id: newId(),
    mute_id: newId(),
    channel_id: channel.data.channel.id,
  };
  const suspects = new Set<string>();
  const search = (value: unknown): void => {
    if (typeof value === 'string')
      expect(value).not.toMatch(/\$2[aby]\$|pl_(site|org)_\w{20}|\beyJ[\w-]+\.|^[0-9a-f]{64}$/);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, each] of Object.entries(value)) {
      if (/hash|passw|token|secret|key/i.test(name)) suspects.add(name);
      search(each);
    }
  };
  for (const who of [alice, sam, vic, charlie, site.key, keys.read.secret, keys.write.secret])
    for (const [, { body }] of await readAll(test, test.as(who), named)) search(body);
  // What a key is called and may do; that a mail says when one ends; until when a secret signs; that a password was changed.
  const harmless = ['key', 'key_ending', 'former_secret_until', 'password_changed'];
  expect([...suspects].filter((name) => !harmless.includes(name))).toEqual([]);
});
