/** Whose address it is: of IPv6 the first 64 bits, because everybody has the other 64 to himself and could rotate them. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  // A socket for both families names an IPv4 caller `::ffff:192.0.2.1`.
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
