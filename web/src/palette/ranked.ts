/** The best first: what is called so, what begins so, then as the server ordered them. */
export function ranked<R>(rows: readonly R[], namesOf: (row: R) => readonly string[], text: string): readonly R[] {
  const wanted = text.trim().toLowerCase();
  const rank = (row: R) => {
    const names = namesOf(row).map((name) => name.toLowerCase());
    if (names.includes(wanted)) return 0;
    return names.some((name) => name.startsWith(wanted)) ? 1 : 2;
  };
  return [...rows].sort((one, other) => rank(one) - rank(other));
}
