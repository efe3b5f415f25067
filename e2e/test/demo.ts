import type { TestProject } from 'vitest/node';
import { hasBrowser } from './chromium.ts';
import { startServer } from './servers.ts';

export interface Demo {
  readonly url: string;
  readonly password: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    demo: Demo;
  }
}

/** One demo fleet for all journeys: making it takes longer than any of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!hasBrowser) {
    project.provide('demo', { url: '', password: '' });
    return async () => undefined;
  }
  const server = await startServer('--demo');
  const password = /password (\S+)/.exec(server.output)?.[1];
  if (password === undefined) throw new Error(`The demo did not print how to sign in:\n${server.output}`);
  project.provide('demo', { url: server.url, password });
  return () => server.stop();
}
