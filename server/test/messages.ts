import { buildDigests } from '../src/messages/build-digests.ts';
import { composeInstants } from '../src/messages/compose-instants.ts';
import { endSilences, findNews } from '../src/messages/find-news.ts';
import { giveNotices } from '../src/messages/give-notices.ts';
import type { Press } from '../src/messages/person.ts';
import { publicUrl, secretKey, type TestApp } from './app.ts';
import type { Person } from './factories.ts';

export const press: Press = { publicUrl, secretKey };

export interface WrittenMessage {
  readonly to: string;
  readonly kind: string;
  readonly subject: string;
  readonly skipped: string | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly sender: string | null;
  readonly thread_id: string | null;
}

/** What happens beside the API, when a test says so. */
export function messagesOf(test: TestApp) {
  const written = () =>
    test.sql<WrittenMessage>(
      `select u.email as "to", m.kind, m.subject, m.skipped, b.text, b.html, b.sender, b.thread_id from messages m
        join users u on u.id = m.user_id left join outbox b on b.message_id = m.id order by m.id`,
    );
  return {
    /** Everything that a worker does about news in some seconds. */
    async tell(): Promise<void> {
      await findNews(test.ctx);
      await endSilences(test.ctx);
      while ((await giveNotices(test.ctx)).length > 0);
      await composeInstants(test.ctx, press);
    },
    digest: () => buildDigests(test.ctx, press),
    /** Messages in the order in which they were written. */
    written,
    /**
     * What the messages at once to a person tell of: `event stage sites`, of several in one message with semicolons between. The
     * sites are those that the mail leads to; a mail of several names none.
     */
    async told(person: Person): Promise<string[]> {
      const rows = await test.sql<{
        message: number;
        event: string;
        sites: { name: string; uuid: string }[];
        html: string;
      }>(
        `select m.id as message, n.kind || ' ' || n.stage as event, b.html, coalesce((select json_agg(json_build_object('name', s.name, 'uuid', s.uuid) order by s.name)
            from event_sites es join sites s on s.organization_id = es.organization_id and s.id = es.site_id
            where es.organization_id = n.organization_id and es.event_id = n.event_id), '[]') as sites
          from messages m join users u on u.id = m.user_id join outbox b on b.message_id = m.id
          join message_items i on i.message_id = m.id join notices n on n.id = i.notice_id
          where u.email = $1 and m.kind = 'instant' order by m.id, n.id`,
        [person.email],
      );
      const messages = new Map<number, string[]>();
      for (const { message, event, sites, html } of rows) {
        const named = sites.filter(({ uuid }) => html.includes(`/sites/${uuid}`)).map(({ name }) => name);
        messages.set(message, [...(messages.get(message) ?? []), [event, named.join(',')].join(' ').trim()]);
      }
      return [...messages.values()].map((events) => events.join('; '));
    },
    /** The subjects of one kind of message to a person. */
    async subjects(person: Person, kind: string): Promise<string[]> {
      const rows = await written();
      return rows.filter((row) => row.to === person.email && row.kind === kind).map(({ subject }) => subject);
    },
    /** As if nothing was ever told. */
    async forget(): Promise<void> {
      for (const table of ['outbox', 'message_items', 'messages', 'event_news']) await test.sql(`delete from ${table}`);
    },
    prefer(person: Person, preferences: object) {
      return test.request(test.as(person), 'PUT', `/api/v1/users/update/${person.uuid}`, {
        notification_preferences: preferences,
      });
    },
  };
}
