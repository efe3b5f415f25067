import { setMaxListeners } from 'node:events';
import { isIP } from 'node:net';
import { invalid, OperationError } from '../errors.ts';
import { type Lookup, lookUpPublic } from './look-up.ts';
import type { Answered, PostLimits } from './post-once.ts';
import { isLocalName, isPublicAddress } from './public-address.ts';
import { createSlots, type SlotLimits } from './slots.ts';

/** Bounds of one request: with the wait for a slot it is over after `totalMs`, whatever the other side does. */
export interface OutgoingLimits extends PostLimits, SlotLimits {
  readonly totalMs: number;
}

export const outgoingLimits: OutgoingLimits = {
  totalMs: 10_000,
  connectMs: 5_000,
  headerBytes: 16 * 1024,
  keptBytes: 64 * 1024,
  total: 64,
  // Of many tenants the messages go to one host, such as that of Slack.
  perHost: 16,
};

/** What became of a request: an answer of any status, or none, with a reason that may be shown to whoever gave the address. */
export type Posted =
  | ({ readonly kind: 'answered' } & Answered)
  | { readonly kind: 'unanswered'; readonly reason: string };

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Outgoing {
  /**
   * Throws for an address that would not be called: a 422 that names the field and what to do. A name that cannot be
   * resolved now passes. This is for whoever types it; what is called is decided anew at each connection.
   */
  refuseAddress(url: string, path?: string): Promise<void>;
  /** Sends one POST. Never throws. No redirect is followed, nothing is unpacked, and at most 64 KiB are read. */
  post(url: string, message: Message, signal: AbortSignal): Promise<Posted>;
}

/** Whether an address, as a number, may be connected to. */
type AddressRule = (address: string, port: number) => boolean;

interface OutgoingParts {
  /** In place of the rule that addresses are public; with it http is allowed too. For tests. */
  readonly isAllowed?: AddressRule;
  readonly lookup?: Lookup;
  readonly limits?: Partial<OutgoingLimits>;
  /** Whose certificates are believed, in PEM, where that is not whom Node believes. For tests. */
  readonly ca?: string;
}

const urlLength = 2_000;
const checkMs = 3_000;
const advice = 'Use an address that everybody on the Internet can reach over https.';

/**
 * The way out for every address that a tenant gives. Only https, only to public addresses, and to the very address that was
 * checked: a name is looked up once for each connection, what is not public is left out, and the rest is connected to.
 */
export function createOutgoing(parts: OutgoingParts = {}): Outgoing {
  const limits = { ...outgoingLimits, ...parts.limits };
  const lookup = parts.lookup ?? lookUpPublic;
  const isAllowed: AddressRule = parts.isAllowed ?? isPublicAddress;
  const protocols = parts.isAllowed === undefined ? ['https:'] : ['https:', 'http:'];
  const slots = createSlots(limits);
  const target = (text: string) => targetOf(text, protocols, isAllowed);

  return {
    async refuseAddress(text, path = '/url') {
      if (!URL.canParse(text))
        throw invalid(path, 'bad_format', 'Must be a URL, such as https://hooks.example.org/in.');
      const found = target(text);
      const problem =
        'problem' in found ? found.problem : await problemOfName(found.url, found.port, lookup, isAllowed);
      if (problem === undefined) return;
      const message = `${problem} ${advice}`;
      throw new OperationError('address_not_allowed', {
        message,
        details: [{ path, code: 'address_not_allowed', message }],
      });
    },

    async post(text, message, signal) {
      const found = target(text);
      if ('problem' in found) return { kind: 'unanswered', reason: found.problem };
      const { url, port } = found;
      const cut = new AbortController();
      const timer = setTimeout(() => cut.abort(), limits.totalMs);
      const stop = () => cut.abort();
      // Many requests share it.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      let leave = () => {};
      try {
        // Loaded when the first message leaves: a start does not wait for it.
        const { postOnce } = await import('./post-once.ts');
        leave = await slots(url.host, cut.signal);
        const allowed = async (hostname: string) => {
          const addresses = (await lookup(hostname, cut.signal)).filter((address) => isAllowed(address, port));
          if (addresses.length === 0) throw new Error(notPublic(hostname));
          return addresses;
        };
        const answered = await postOnce({ url, ...message, allowed, ca: parts.ca, limits, signal: cut.signal });
        return { kind: 'answered', ...answered };
      } catch (error) {
        const reason = cut.signal.aborted ? `No answer within ${limits.totalMs / 1000} seconds.` : reasonOf(error);
        return { kind: 'unanswered', reason };
      } finally {
        leave();
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

type Target = { readonly url: URL; readonly port: number } | { readonly problem: string };

/** What can be said of an address before anything is looked up. The parser has made one spelling of all of a number. */
function targetOf(text: string, protocols: readonly string[], isAllowed: AddressRule): Target {
  if (text.length > urlLength) return { problem: `The address is longer than ${urlLength} characters.` };
  if (!URL.canParse(text)) return { problem: 'The address is not a URL.' };
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) return { problem: 'The address does not begin with https://.' };
  if (`${url.username}${url.password}` !== '') return { problem: 'The address holds a name or a password.' };
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isBad = isIP(host) === 0 ? isLocalName(host) : !isAllowed(host, port);
  return isBad ? { problem: notPublic(url.hostname) } : { url, port };
}

async function problemOfName(
  { hostname }: URL,
  port: number,
  lookup: Lookup,
  isAllowed: AddressRule,
): Promise<string | undefined> {
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  const addresses = await lookup(hostname, AbortSignal.timeout(checkMs)).catch(() => undefined);
  return addresses === undefined || addresses.some((address) => isAllowed(address, port))
    ? undefined
    : notPublic(hostname);
}

const notPublic = (hostname: string) => `${hostname} is not on the public Internet.`;

/** An error of a socket as a sentence, without what only a programmer would read. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The request failed.';
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.message || error.name}${code}`.slice(0, 500);
}
