const zeroWidth = '\u200b';
const nameLength = 120;

/**
 * A tenant's words for a message that other programs read as markup: one line, not too long, and with nothing in it that
 * becomes a mention, a link or an address. What would is broken by a space of no width, so that it still reads the same.
 */
export function harmless(text: string, length = nameLength): string {
  const line = text
    // Controls, and marks that turn the direction of what comes after.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shortened(line, length)
    .replace(/[@＠]/g, `$&${zeroWidth}`)
    .replace(/\](?=[([:])/g, `]${zeroWidth}`)
    .replace(/<(?=[!@#a-z/])/gi, `<${zeroWidth}`)
    .replace(/:(?=\/\/)/g, `:${zeroWidth}`)
    .replace(/\b(www|javascript|data|mailto)(?=[.:])/gi, `$1${zeroWidth}`);
}

/** At most so many characters, the last of them an ellipsis where some are left out; no pair is cut in two. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
