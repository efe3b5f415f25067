import type { ChannelType } from '@patchlight/contract/channel-lists';
import type { Outgoing, Posted } from '../outgoing/outgoing.ts';
import { version } from '../version.ts';
import { harmless, shortened } from './plain-text.ts';
import { signatureHeaders } from './sign.ts';

/** Where something is sent, and with which secrets it is signed. */
export interface Receiver {
  readonly type: ChannelType;
  readonly url: string;
  readonly secret: Buffer | null;
  readonly former_secret: Buffer | null;
  readonly former_secret_until: string | null;
}

interface Sending {
  readonly id: string;
  readonly body: string;
  readonly at: Date;
}

/** One attempt. The body was made before and is sent as it is; the time and with it the signature are this attempt's own. */
export function send(
  outgoing: Outgoing,
  receiver: Receiver,
  { id, body, at }: Sending,
  signal: AbortSignal,
): Promise<Posted> {
  const { secret, former_secret: former, former_secret_until: until } = receiver;
  const isFormerGood = until !== null && new Date(until) > at;
  const secrets = [secret, isFormerGood ? former : null].filter((each) => each !== null);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Patchlight/${version}`,
    ...(receiver.type === 'webhook' && signatureHeaders({ id, body, at, secrets })),
  };
  return outgoing.post(receiver.url, { headers, body }, signal);
}

const answerLength = 500;

/** What is kept of the answer: enough to see what is wrong. */
export function noteOf(posted: Posted): { status_code: number | null; answer: string } {
  if (posted.kind === 'unanswered') return { status_code: null, answer: posted.reason };
  const isRedirect = posted.status >= 300 && posted.status < 400;
  const text = isRedirect ? 'It sends on to another address, which is not followed.' : posted.text;
  return { status_code: posted.status, answer: shortened(harmless(text, answerLength), answerLength) };
}

export const isTaken = (posted: Posted): boolean =>
  posted.kind === 'answered' && posted.status >= 200 && posted.status < 300;
