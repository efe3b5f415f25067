import { change, type Kind } from '../changes.ts';
import type { Sites } from '../load.ts';
import { digitsOf, type SiteRequest } from '../report-body.ts';
import type { Sender } from './open-loop.ts';

/** What a workload sends, told to the generator. */
export type Stream = { readonly name: string; readonly perSecond: number } & (
  | { readonly send: 'reports'; readonly kind: Kind; readonly sites: number }
  | { readonly send: 'reads'; readonly token: string; readonly paths: readonly string[] }
  | { readonly send: 'logins'; readonly accounts: readonly Account[] }
);

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** `sitesOf` gives a part of the fleet of that size. */
export function senderOf(stream: Stream, sitesOf: (count: number) => Sites): Sender {
  const { name, perSecond } = stream;
  switch (stream.send) {
    case 'reports':
      return { name, perSecond, next: reports(sitesOf(stream.sites), stream.kind) };
    case 'reads':
      return { name, perSecond, next: rotating(stream.paths.map((path) => getRequest(path, stream.token))) };
    case 'logins':
      return { name, perSecond, next: rotating(stream.accounts.map(loginRequest)) };
  }
}

function reports(sites: Sites, kind: Kind): Sender['next'] {
  return () => {
    const request = sites.take();
    const before = digitsOf(request);
    change(request, kind);
    return {
      bytes: request.bytes,
      settle(status) {
        // What was refused did not happen. Of what was not answered nobody knows.
        if (status !== 202 && status !== undefined) setDigits(request, before);
        sites.giveBack(request);
      },
    };
  };
}

function setDigits({ bytes, digitAt }: SiteRequest, digits: Uint8Array): void {
  digitAt.forEach((at, slot) => {
    bytes[at] = 48 + (digits[slot] ?? 0);
  });
}

function rotating(requests: readonly Buffer[]): Sender['next'] {
  let at = 0;
  return () => {
    at += 1;
    return { bytes: requests[at % requests.length] ?? Buffer.alloc(0) };
  };
}

function getRequest(path: string, token: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`, 'latin1');
}

function loginRequest({ email, password }: Account): Buffer {
  const body = JSON.stringify({ email, password, cookie: false });
  const head = [
    'POST /api/v1/auth/login HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
