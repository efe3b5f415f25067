import { setTimeout as sleep } from 'node:timers/promises';

interface Replica {
  readonly address: string;
  isReady: boolean;
}

/** What a client got in the end: a status, or the name of what broke its request. */
export type Outcome = number | string;

const probeEveryMs = 100;
const patienceMs = 10_000;

/**
 * A client of several replicas, as a balancer is one: it probes `/readyz`, and goes to the next replica where one is not
 * there or answers 503. A request that broke after it was sent is not sent again.
 */
export class Balancer {
  private readonly replicas: Replica[];
  private readonly probing: Promise<void>[];
  private isClosed = false;
  private turn = 0;

  constructor(addresses: readonly string[]) {
    this.replicas = addresses.map((address) => ({ address, isReady: true }));
    this.probing = this.replicas.map((replica) => this.probe(replica));
  }

  async send(path: string, init: RequestInit = {}): Promise<{ outcome: Outcome; text: string }> {
    const end = Date.now() + patienceMs;
    let outcome: Outcome = 'no replica';
    while (Date.now() < end) {
      for (const { address } of this.inOrder()) {
        try {
          const response = await fetch(`${address}/api/v1${path}`, init);
          const text = await response.text();
          if (response.status !== 503) return { outcome: response.status, text };
          outcome = 503;
        } catch (error) {
          const code = codeOf(error);
          if (code !== 'ECONNREFUSED') return { outcome: `broken: ${code}`, text: '' };
        }
      }
      await sleep(20);
    }
    return { outcome, text: '' };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.probing);
  }

  private inOrder(): Replica[] {
    this.turn += 1;
    const turned = this.replicas.map(
      (_, index) => this.replicas[(index + this.turn) % this.replicas.length] as Replica,
    );
    return turned.sort((one, other) => Number(other.isReady) - Number(one.isReady));
  }

  private async probe(replica: Replica): Promise<void> {
    while (!this.isClosed) {
      replica.isReady = await fetch(`${replica.address}/readyz`).then(
        async (response) => (await response.text()) !== '' && response.ok,
        () => false,
      );
      await sleep(probeEveryMs);
    }
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return String(error);
}
