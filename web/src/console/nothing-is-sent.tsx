import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { T, useText } from '../text/text.tsx';
import { Callout } from '../ui/states.tsx';

/** Mails are tried within a minute: one that nobody tried for longer waits for a server. */
const patienceMs = 2 * 60_000;

/**
 * That mails wait and none is tried. Which of two reasons it is the server does not say: without a mail server nothing is
 * tried, and of one that does not answer only the first mail is.
 */
export function NothingIsSent() {
  const say = useText();
  const { dateTime } = useFormat();
  const { data } = useApi(
    'GET /api/v1/mails',
    { query: { status: 'waiting', sort: 'created_at', per_page: 1 } },
    { refetchInterval: 30_000 },
  );
  const oldest = data?.data[0];
  if (oldest === undefined || oldest.attempts > 0) return null;
  if (Date.now() - Date.parse(oldest.created_at) < patienceMs) return null;
  return (
    <Callout>
      <b>{say('console.mails.stuck', { count: data?.meta.total ?? 1, since: dateTime(oldest.created_at) })}</b>
      <p className="muted">
        <T id="console.mails.stuck.why" setting={<code>SMTP_URL</code>} />
      </p>
    </Callout>
  );
}
