import type { ChangeTopic } from '@patchlight/contract/live-events';
import { useEffect } from 'react';
import { invalidate } from './queries.ts';
import { accessToken, renewSession } from './session.ts';

const paths: Record<ChangeTopic, readonly string[]> = {
  sites: [
    '/api/v1/sites',
    '/api/v1/tags',
    '/api/v1/overview',
    '/api/v1/reports',
    '/api/v1/modules',
    '/api/v1/advisories',
    '/api/v1/runway',
  ],
  catalogue: ['/api/v1/modules', '/api/v1/advisories'],
  members: ['/api/v1/users', '/api/v1/memberships', '/api/v1/invitations', '/api/v1/auth/me'],
  organizations: ['/api/v1/organizations'],
  mutes: ['/api/v1/mutes'],
  api_keys: ['/api/v1/api-keys'],
  channels: ['/api/v1/channels'],
  feeds: ['/api/v1/feeds'],
  jobs: ['/api/v1/jobs'],
};

/** Without the server telling of changes pages look for themselves. */
const lookEveryMs = 30_000;
let isLive = false;

/** Listens for as long as somebody is signed in. Keys that come within a moment are answered by one round of reading. */
export function useLiveEvents(): void {
  useEffect(() => {
    const stop = new AbortController();
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    void listen(stop.signal, (keys) => {
      for (const key of keys) for (const path of pathsOf(key, keys)) waiting.add(path);
      timer ??= setTimeout(() => {
        timer = undefined;
        void invalidate([...waiting]);
        waiting.clear();
      }, 250);
    });
    const looking = setInterval(() => {
      if (!isLive) void invalidate(['/api/v1/']);
    }, lookEveryMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
      clearInterval(looking);
    };
  }, []);
}

/** What is to be read again. A change of one site names it: the lists change with it, the pages of other sites do not. */
export function pathsOf(key: string, all: readonly string[]): readonly string[] {
  if (key.startsWith('site:')) return [`/api/v1/sites/${key.slice('site:'.length)}`];
  const topic = paths[key as ChangeTopic] ?? [];
  const namesSites = key === 'sites' && all.some((each) => each.startsWith('site:'));
  if (!namesSites) return topic;
  return topic.flatMap((path) => (path === '/api/v1/sites' ? ['/api/v1/sites?', '/api/v1/sites/facets'] : path));
}

async function listen(signal: AbortSignal, tell: (keys: readonly string[]) => void): Promise<void> {
  for (let pause = 1000; !signal.aborted; pause = Math.min(pause * 2, 30_000)) {
    const token = accessToken();
    try {
      const response = await fetch('/api/v1/events', {
        signal,
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
      });
      if (response.status === 401) await renewSession(token);
      if (response.ok && response.body !== null) {
        if (pause > 1000) void invalidate(['/api/v1/']);
        isLive = true;
        pause = 1000;
        await read(response.body, tell);
      }
    } catch {
      // The connection ended, as it does when a server restarts; it is made anew below.
    }
    isLive = false;
    await new Promise((resolve) => setTimeout(resolve, pause * (0.8 + Math.random() * 0.4)));
  }
}

async function read(body: ReadableStream<Uint8Array>, tell: (keys: readonly string[]) => void): Promise<void> {
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = `${rest}${value}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data !== undefined) tell((JSON.parse(data) as { keys: string[] }).keys);
    }
  }
}
