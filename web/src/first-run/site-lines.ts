import type { Site } from '@patchlight/contract/sites';

export const environments = [
  'production',
  'staging',
  'development',
  'testing',
  'other',
] as const satisfies readonly Site['environment'][];

/** The address of a site as somebody typed it, with `https://` where no scheme is; undefined for what is none. */
export function readUrl(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return undefined;
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && url.hostname.includes('.')
      ? url.href.replace(/\/$/, '')
      : url.hostname === 'localhost'
        ? url.href.replace(/\/$/, '')
        : undefined;
  } catch {
    return undefined;
  }
}

export const tagsOf = (text: string): string[] =>
  [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');

export interface SiteLine {
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly url: string;
  readonly name: string;
  readonly environment: Site['environment'];
  readonly tags: string[];
  readonly problem?: 'url' | 'environment' | 'twice';
}

/**
 * A list: an address a line, or CSV of address, name, environment and tags (divided by `;`). A line of heads is left
 * out. What is wrong with a line stands at the line; the others are fine all the same.
 */
export function readSiteLines(text: string): readonly SiteLine[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const cells = cellsOf(raw);
    if (raw.trim() === '' || /^(url|address|adresse)$/i.test(cells[0] ?? '')) return [];
    const url = readUrl(cells[0] ?? '');
    const environment = environments.find((each) => each === (cells[2] || 'production').toLowerCase());
    const isTwice = url !== undefined && seen.has(url.toLowerCase());
    if (url !== undefined) seen.add(url.toLowerCase());
    const problem =
      url === undefined ? 'url' : environment === undefined ? 'environment' : isTwice ? 'twice' : undefined;
    return [
      {
        line: index + 1,
        url: url ?? cells[0] ?? raw,
        name: cells[1] || (url === undefined ? '' : new URL(url).host),
        environment: environment ?? 'production',
        tags: tagsOf((cells[3] ?? '').replaceAll(';', ',')),
        ...(problem !== undefined && { problem }),
      },
    ];
  });
}

// Comma, semicolon or tab between cells, whichever comes first in the line; quotes around a cell that holds one.
function cellsOf(line: string): string[] {
  const divider = /[\t,;]/.exec(line)?.[0] ?? ',';
  const cells = line.match(new RegExp(`( *"([^"]|"")*" *|[^${divider}]*)(${divider}|$)`, 'g')) ?? [];
  return cells.map((cell) =>
    cell
      .replace(new RegExp(`${divider}$`), '')
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
}
