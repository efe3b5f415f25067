import { type Client, createClient } from '@patchlight/contract/client';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** A client for the server of the settings, with its credential; deprecations are said on standard error, once each. */
export function connect(settings: Settings, terminal: Terminal): Client {
  const { credential, url } = settings;
  if (credential !== null && isReadableOnTheWay(url))
    terminal.warn(`${url} is not https: the credential travels in the clear`);
  return createClient({
    baseUrl: url,
    credential: credential?.value,
    timeoutMs: settings.timeoutSeconds * 1000,
    retries: settings.retries,
    userAgent: `patchlight/${version}`,
    fetch: watchedFetch(terminal, settings.verbosity === 'debug'),
  });
}

/** `fetch` that traces each request and says when the server calls an endpoint deprecated. */
export function watchedFetch(terminal: Terminal, debug: boolean): typeof fetch {
  const told = new Set<string>();
  return async (input, init) => {
    const started = performance.now();
    const address = new URL(String(input));
    const response = await fetch(input, init);
    const ms = Math.round(performance.now() - started);
    const requestId = debug ? ` request id ${response.headers.get('x-request-id') ?? 'none'}` : '';
    terminal.trace(
      `${init?.method ?? 'GET'} ${address.pathname}${address.search} ${response.status} ${ms} ms${requestId}`,
    );
    const deprecation = response.headers.get('deprecation');
    if (deprecation !== null && !told.has(address.pathname)) {
      told.add(address.pathname);
      const sunset = response.headers.get('sunset');
      const end = sunset === null ? '' : ` and ends ${sunset}`;
      terminal.warn(`the server calls ${address.pathname} deprecated${end}; update patchlight`);
    }
    return response;
  };
}

function isReadableOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
