import pg from 'pg';

interface Told {
  message(payload: string): void;
  /** Nothing is heard any more. */
  lost(): void;
}

/** Listens to a channel until what it returns is called, or the connection is lost. */
export type Listen = (channel: string, told: Told) => Promise<() => Promise<void>>;

const lookEveryMs = 10_000;
const lookTimeoutMs = 5_000;

/** Listens on a connection of its own: one of a pool would be lent to others. */
export function createListen(settings: pg.ClientConfig): Listen {
  return async (channel, { message, lost }) => {
    const client = new pg.Client({
      ...settings,
      application_name: 'patchlight listener',
      query_timeout: lookTimeoutMs,
    });
    let isOver = false;
    const end = async () => {
      clearInterval(looking);
      isOver = true;
      await client.end();
    };
    const lose = () => {
      if (isOver) return;
      end().catch(() => undefined);
      lost();
    };
    // A connection to a machine that is gone looks like one on which nothing happens.
    const looking = setInterval(() => void client.query('select').catch(lose), lookEveryMs);
    looking.unref();
    client.on('notification', ({ payload = '' }) => message(payload));
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      lose();
      throw error;
    }
    return end;
  };
}
