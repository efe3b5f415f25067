/** The members of a JSON object; null for everything else, lists too. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** A text that is not empty, or null. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** How many members of an object are none of those that are known. */
export function countOthers(record: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): number {
  return Object.keys(record).filter((name) => !known.has(name)).length;
}
