import { useApi } from '../api/queries.ts';
import { useFormat } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { ErrorPanel, Skeleton } from '../ui/states.tsx';
import styles from './console.module.css';

/** The last attempts to fetch one feed. */
export function Fetches({ feed }: { feed: string }) {
  const say = useText();
  const { dateTime, number, bytes } = useFormat();
  const found = useApi('GET /api/v1/feeds/{feed_key}/fetches', { params: { feed_key: feed }, query: { per_page: 10 } });
  if (found.error) return <ErrorPanel what={say('console.fetches.failed')} error={found.error} />;
  if (found.data === undefined) return <Skeleton />;
  if (found.data.data.length === 0) return <p className="muted small">{say('console.noFetch')}</p>;
  return (
    <table className={styles.list}>
      <caption className="hidden-visually">{say('console.fetches')}</caption>
      <thead>
        <tr>
          {(['time', 'outcome', 'status', 'took', 'size'] as const).map((head) => (
            <th key={head} scope="col">
              {say(`console.fetch.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {found.data.data.map(({ fetched_at, outcome, status, duration_ms, bytes: size, detail }) => (
          <tr key={fetched_at}>
            <td>{dateTime(fetched_at)}</td>
            <td title={detail ?? undefined}>{say(`console.outcome.${outcome}`)}</td>
            <td>{status ?? '–'}</td>
            <td>{number(duration_ms)} ms</td>
            <td>{bytes(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
