const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
// What East Asian Width calls wide, as far as names are written in it.
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18AFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;
const emoji = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u;
const unseen = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const usual = /^[\x20-\x7E\u00A0-\u02FF\u2010-\u2027]*$/;

/** How many columns a text takes where every character is as wide as every other. */
export function displayWidth(text: string): number {
  if (usual.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

function widthOf(grapheme: string): number {
  if (unseen.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}

/** The text in so many columns: filled with spaces, or cut with an ellipsis. */
export function fitted(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const kept = displayWidth(text) <= columns ? text : cut(text, columns);
  const space = ' '.repeat(Math.max(0, columns - displayWidth(kept)));
  return side === 'left' ? `${kept}${space}` : `${space}${kept}`;
}

function cut(text: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = width + widthOf(segment);
    if (next > columns - 1) break;
    kept += segment;
    width = next;
  }
  return `${kept}…`;
}
