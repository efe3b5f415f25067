import { useNavigate, useSearch } from '@tanstack/react-router';

/** What stands in the address of a list: strings, commas between what is meant as “or”, `!` before what is not meant. */
export type ListSearch = Readonly<Record<string, string>>;

/** Addresses stay readable: no quotes, and commas as they are. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = pairs
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(String(value)).replaceAll('%2C', ',').replaceAll('%3A', ':')}`,
    )
    .join('&');
  return text === '' ? '' : `?${text}`;
}

/** The search of a list route: everything is kept, so that a link of tomorrow's version still opens. */
export function listSearch(search: Record<string, unknown>): ListSearch {
  return Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]));
}

export type SetSearch = (
  change: Readonly<Record<string, string | undefined>>,
  how?: { readonly replace?: boolean },
) => void;

/**
 * The state of a list, which is its address. Changing a filter begins at the first page again. `replace` while somebody
 * types; what they settled on is a step that Back undoes.
 */
export function useListSearch(): readonly [ListSearch, SetSearch] {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const set: SetSearch = (change, { replace = false } = {}) => {
    const next: Record<string, string> = { ...search };
    if (!('page' in change)) delete next.page;
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === '') delete next[name];
      else next[name] = value;
    }
    // The address of the page stays, whichever it is.
    void navigate({ to: '.', search: next as never, replace });
  };
  return [search, set];
}

/** Names in the address that this list does not know; it says that it left them out. */
export function unknownNames(search: ListSearch, known: readonly string[]): readonly string[] {
  const always = ['sort', 'page', 'per_page', 'cols', 'view', 'density', 'tab', 'lang'];
  return Object.keys(search).filter((name) => !known.includes(name) && !always.includes(name));
}

/** Of the search, what is asked of the server. */
export function queryOf(search: ListSearch, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}
