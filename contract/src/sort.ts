import { Type } from 'typebox';

type Turned<S extends string> = S | `-${S}`;

/** `-risk`, or `-risk,name`. */
export type SortByTwo<S extends string> = Turned<S> | `${Turned<S>},${Turned<S>}`;

/** Of the orders that a list takes those by one name. */
export type SortByOne<Sort extends string> = Exclude<Sort, `${string},${string}`>;

/** The schema of an order by one of these names, or by two: by the second where the first is the same. */
export function sortByTwo<const S extends string>(sorts: readonly S[]) {
  const names = sorts.join(', ');
  const isKnown = (name: string) => sorts.some((each) => name === each || name === `-${each}`);
  const text = Type.Refine(
    Type.String({
      description: `One of ${names}, or two with a comma between: by the second where the first is the same. A leading \`-\` turns the order.`,
    }),
    (value) => value.split(',').length <= 2 && value.split(',').every(isKnown),
    () => `One or two of ${names}, with a comma between, each with \`-\` before it to turn the order.`,
  );
  return Type.Unsafe<SortByTwo<S>>(text);
}
