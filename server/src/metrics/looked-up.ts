import { setTimeout as sleep } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';

const timeoutMs = 2_000;

/**
 * One look-up for all that ask while it runs. Undefined where it fails or takes longer than a scrape should wait; the next
 * scrape then waits for the same one, so that look-ups do not pile up on a database that is slow.
 */
export function lookUp<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let running: Promise<T | undefined> | undefined;
  return () => {
    running ??= read()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return Promise.race([running, sleep(timeoutMs, undefined, { ref: false })]);
  };
}

/** By the values of the label. */
type Series = Readonly<Record<string, number>>;

interface LookedUp {
  readonly name: string;
  readonly help: string;
}

/** A number that is looked up whenever the metrics are read. One that cannot be told is left out: it is not 0. */
export function lookedUpGauge(
  registry: Registry,
  { name, help }: LookedUp,
  look: () => Promise<number | undefined> | number,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      const value = await look();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

/** The same with a label. */
export function lookedUpGauges<Label extends string>(
  registry: Registry,
  { name, help, label }: LookedUp & { readonly label: Label },
  look: () => Promise<Series | undefined>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      const series = await look();
      this.reset();
      for (const [value, number] of Object.entries(series ?? {})) this.labels(value).set(number);
    },
  });
}
