/** A LIKE pattern that finds the text anywhere and takes `%`, `_` and `\` for themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
