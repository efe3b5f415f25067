/**
 * Array literals for `unnest`. The driver escapes every element one by one, which costs more than the query where
 * thousands of rows go in one statement.
 */
export function numberArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

export function booleanArray(values: readonly boolean[]): string {
  return `{${values.join(',')}}`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}

export function timeArray(values: readonly (Date | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : `"${value.toISOString()}"`)).join(',')}}`;
}

/** Of bytes in hexadecimal. */
export function bytesArray(values: readonly string[]): string {
  return `{${values.map((value) => `"\\\\x${value}"`).join(',')}}`;
}
