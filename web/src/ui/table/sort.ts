/** One column by which rows are sorted, by the name that the server has for it. */
export interface SortedBy {
  readonly name: string;
  readonly isDescending: boolean;
}

/** `-risk,name` as the columns it names, the one that comes first first. */
export const readSort = (sort: string | undefined): readonly SortedBy[] =>
  (sort ?? '')
    .split(',')
    .filter((each) => each !== '')
    .map((each) => ({ name: each.replace(/^-/, ''), isDescending: each.startsWith('-') }));

const writeSort = (keys: readonly SortedBy[]): string =>
  keys.map(({ name, isDescending }) => (isDescending ? `-${name}` : name)).join(',');

const turned = (key: SortedBy): SortedBy => ({ ...key, isDescending: !key.isDescending });

/** A column was chosen: the other way round where it is the order already, else by it alone. */
export function sortBy(chosen: SortedBy, now: string | undefined): string {
  const [first] = readSort(now);
  return writeSort([first?.name === chosen.name ? turned(first) : chosen]);
}

/** A column was chosen with Shift: second to the first, then the other way round, then no longer; the first is turned. */
export function sortByToo(chosen: SortedBy, now: string | undefined): string {
  const [first, second] = readSort(now);
  if (first === undefined) return writeSort([chosen]);
  if (first.name === chosen.name) return writeSort(second === undefined ? [turned(first)] : [turned(first), second]);
  if (second?.name !== chosen.name) return writeSort([first, chosen]);
  return writeSort(second.isDescending === chosen.isDescending ? [first, turned(second)] : [first]);
}
