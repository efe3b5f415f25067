import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

// Looks public, and answers only inside of one cloud: with the credentials of the machine.
const metadata = ipaddr.IPv4.parse('168.63.129.16');
const globalUnicast = ipaddr.IPv6.parse('2000::');

/**
 * True when an address is one of the public Internet. Everything else is not: private, of this machine or this link,
 * shared, reserved, for documentation, multicast; and every IPv6 address that carries an IPv4 one (mapped, compatible,
 * NAT64, 6to4, Teredo), because what becomes of it is decided on the way. Takes what `net.isIP` takes.
 */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 0) return false;
  const address = ipaddr.parse(bare);
  if (address.range() !== 'unicast') return false;
  // Only the numbers of 2000::/3 were ever given out.
  return address instanceof ipaddr.IPv6 ? address.match(globalUnicast, 3) : !address.match(metadata, 32);
}

/** True of a name that means this machine, or nothing outside of its network: `localhost`, or one without a dot. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || /(^|\.)(localhost|localdomain|local|internal|home\.arpa)$/.test(name);
}
