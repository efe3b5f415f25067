import type pg from 'pg';

/** Gives out the connections of a pool, to whoever has waited for longest. */
export interface Connect {
  (): Promise<pg.PoolClient>;
  /** How long the one has waited whose turn is next. */
  longestWaitMs(): number;
}

export function createConnect(pool: pg.Pool): Connect {
  // In the order in which they came.
  const waiting = new Set<{ readonly since: number }>();
  const connect = async () => {
    const turn = { since: performance.now() };
    waiting.add(turn);
    try {
      return await pool.connect();
    } finally {
      waiting.delete(turn);
    }
  };
  const longestWaitMs = () => {
    for (const { since } of waiting) return performance.now() - since;
    return 0;
  };
  return Object.assign(connect, { longestWaitMs });
}
