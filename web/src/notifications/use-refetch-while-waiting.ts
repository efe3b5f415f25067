import type { Message } from '@patchlight/contract/messages';
import { useEffect, useRef } from 'react';
import type { List } from '../list/use-list.ts';

const everyMs = 3_000;
/** What is still not sent after this waits for a mail server, and not for us. */
const forMs = 60_000;

/** Looks again for a while when something waits that did not before: nobody is told when it is sent. */
export function useRefetchWhileWaiting({ rows, refetch }: Pick<List<Message>, 'rows' | 'refetch'>): void {
  const latest = useRef(refetch);
  latest.current = refetch;
  const waiting = rows.flatMap((row) => (row?.status === 'waiting' ? row.id : [])).join();
  useEffect(() => {
    if (waiting === '') return;
    const until = Date.now() + forMs;
    const timer = setInterval(() => {
      if (Date.now() > until) clearInterval(timer);
      else latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [waiting]);
}
