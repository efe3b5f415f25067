import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach } from 'vitest';

export interface Received {
  /** Whom the envelope names. */
  readonly recipients: readonly string[];
  readonly mail: ParsedMail;
}

/** What the server does with a message that it has read: takes it, answers with a code, never answers, or hangs up. */
export type Behaviour = 'take' | 'hang' | 'cut' | number;

export interface MailServer {
  readonly url: string;
  /** Every message that was read to its end, whatever was answered. */
  readonly received: Received[];
  onRecipient: (address: string) => 'take' | number;
  onMessage: (received: Received) => Behaviour;
}

/** A real SMTP server for a test file; each test begins with none received and everything taken. */
export function useMailServer(): MailServer {
  const state: { url: string; received: Received[] } & Pick<MailServer, 'onRecipient' | 'onMessage'> = {
    url: '',
    received: [],
    onRecipient: () => 'take',
    onMessage: () => 'take',
  };
  const server = new SMTPServer({
    authOptional: true,
    // Its own certificate is for tests only, and it says so on standard error.
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      done(refusalOf(state.onRecipient(address)));
    },
    onData(stream, { envelope }, done) {
      simpleParser(stream).then((mail) => {
        const received = { recipients: envelope.rcptTo.map(({ address }) => address), mail };
        state.received.push(received);
        const behaviour = state.onMessage(received);
        if (behaviour === 'cut') for (const connection of server.connections) connection.close();
        else if (behaviour !== 'hang') done(refusalOf(behaviour));
      }, done);
    },
  });
  server.on('error', () => undefined);
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has a port.
    state.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    state.received = [];
    state.onRecipient = () => 'take';
    state.onMessage = () => 'take';
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  return state;
}

function refusalOf(behaviour: 'take' | number): Error | null {
  if (behaviour === 'take') return null;
  return Object.assign(new Error(`answered with ${behaviour}`), { responseCode: behaviour });
}
