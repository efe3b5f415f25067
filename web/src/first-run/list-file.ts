/** What a list of some thousand sites stays far below. */
const mostBytes = 1_000_000;

export type ListFile = { readonly text: string } | { readonly problem: 'large' | 'noText' };

/** The text of a file as spreadsheets save it: UTF-8 or UTF-16 with its mark, or what Windows wrote before them. */
export async function readListFile(file: File): Promise<ListFile> {
  if (file.size > mostBytes) return { problem: 'large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  if (wide !== undefined) return { text: new TextDecoder(wide).decode(bytes) };
  // No text has a zero byte; a workbook of a spreadsheet has many.
  if (bytes.includes(0)) return { problem: 'noText' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes) };
  }
}
