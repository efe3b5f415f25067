import { Resolver } from 'node:dns/promises';

/** The addresses of a name, of both families; throws where it has none. */
export type Lookup = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the name servers themselves and not the system: its calls take one of the few threads that a process has for them,
 * and a name whose server never answers would hold one for half a minute, for everybody. So `/etc/hosts` counts for nothing.
 */
export const lookUpPublic: Lookup = async (hostname, signal) => {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    if (addresses.length === 0) throw new Error(`The name ${hostname} could not be resolved.`);
    return addresses;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
