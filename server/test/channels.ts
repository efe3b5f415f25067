import { Registry } from 'prom-client';
import { beforeEach } from 'vitest';
import { type Describe, deliverChannels } from '../src/channels/deliver-channels.ts';
import { exampleNews } from '../src/channels/example-news.ts';
import type { HoleNews, News } from '../src/messages/news.ts';
import { createTelemetry } from '../src/telemetry.ts';
import { useApp } from './app.ts';
import type { OrganizationRow } from './factories.ts';
import { insertNotice } from './insert-notice.ts';
import { useReceiver } from './receiver.ts';

/** The application with a receiver that its channels lead to; each test begins without channels and notices. */
export function useChannels() {
  const receiver = useReceiver();
  const app = useApp({ outgoing: receiver.outgoing });
  const registry = new Registry();
  const telemetry = createTelemetry(registry);
  const live = new AbortController().signal;

  /** By the uuid of the notice; what is not here is told as an example. */
  const said = new Map<string, News | null>();
  const described: Parameters<Describe>[1][] = [];
  const sayExample: Describe = async (ctx, wanted) => {
    described.push(wanted);
    const row = await ctx.db
      .selectFrom('notices')
      .select(['uuid', 'stage'])
      .where('organization_id', '=', wanted.organizationId)
      .where('id', '=', wanted.noticeId)
      .executeTakeFirstOrThrow();
    const known = said.get(row.uuid);
    return known === undefined ? { ...exampleNews, id: row.uuid, stage: row.stage as HoleNews['stage'] } : known;
  };
  const deliver = (changes: Partial<Parameters<typeof deliverChannels>[1]> = {}) =>
    deliverChannels(app.ctx, {
      outgoing: receiver.outgoing,
      telemetry,
      signal: live,
      describe: sayExample,
      publicUrl: () => 'https://patchlight.example',
      random: () => 0.5,
      ...changes,
    });

  const sam = async (method: string, path: string, body?: object) =>
    (await app.request(app.as(app.cast.sam), method, `/api/v1/channels${path}`, body)).data;
  async function channel(changes: object = {}, organization = app.cast.home) {
    const body = {
      type: 'webhook',
      name: 'Hook',
      url: `${receiver.url}/in`,
      organization_id: organization.uuid,
      ...changes,
    };
    const { channel: made, secret } = await sam('POST', '', body);
    return { id: made.id as string, secret: secret as string };
  }
  async function announce(
    { kind = 'security_exposure', stage = 'opened', organization = app.cast.home as OrganizationRow } = {},
    news?: News | null,
  ): Promise<string> {
    const uuid = await insertNotice(app, organization.id, { kind, stage });
    if (news !== undefined) said.set(uuid, news);
    return uuid;
  }
  const deliveries = (id: string) => sam('GET', `/${id}/deliveries?sort=created_at`);
  const ids = () => receiver.calls.map(({ headers }) => headers['webhook-id']);
  const dataOf = (index: number) => JSON.parse(receiver.calls[index]?.body ?? '{}');

  beforeEach(async () => {
    for (const table of ['channel_deliveries', 'channels', 'notices']) await app.sql(`delete from ${table}`);
    described.length = 0;
  });

  return { receiver, app, registry, described, sayExample, deliver, sam, channel, announce, deliveries, ids, dataOf };
}
