export interface VersionQuery {
  readonly module: string;
  /** Of the address of the module's page. */
  readonly filter: 'below' | 'above' | 'version';
  readonly version: string;
}

const filters = { '<': 'below', '>': 'above', '=': 'version' } as const;

/** `webform < 6.2.3`, with or without spaces: who runs a module below, above or in a version. Null for anything else. */
export function readVersionQuery(text: string): VersionQuery | null {
  const [, module, sign, version] = /^\s*([^<>=]+?)\s*([<>=])\s*(\S+)\s*$/.exec(text) ?? [];
  if (module === undefined || version === undefined) return null;
  if (sign !== '<' && sign !== '>' && sign !== '=') return null;
  return { module, filter: filters[sign], version };
}
