import { type TSchemaOptions, Type } from 'typebox';

/** What a filter of a list asks for: one of `any`, where there are some, and none of `none`. */
export interface Facet {
  readonly any: readonly string[];
  readonly none: readonly string[];
}

const membersMax = 50;

/** Reads a filter such as `security,unsupported` or `!sandbox`; each member for itself, in whatever order. */
export function readFacet(text: string): Facet {
  const members = text.split(',');
  const denied = members.filter((member) => member.startsWith('!'));
  return {
    any: members.filter((member) => !member.startsWith('!')),
    none: denied.map((member) => member.slice(1)),
  };
}

/** Those of `all` that the filter lets through; without one, all of them. */
export function passing<const M extends string>(facet: string | undefined, all: readonly M[]): readonly M[] {
  if (facet === undefined) return all;
  const { any, none } = readFacet(facet);
  return all.filter((value) => (any.length === 0 || any.includes(value)) && !none.includes(value));
}

/**
 * The schema of a filter that takes several values: a comma is an or, and a leading `!` leaves a value out. Without
 * `allowed` a member is any text.
 */
export function facetOf(allowed: readonly string[] | null, options: TSchemaOptions = {}) {
  const { description } = options;
  const values = allowed === null ? '' : ` Of ${allowed.join(', ')}.`;
  const text = Type.String({
    ...options,
    ...(allowed === null && { maxLength: 1000 }),
    description: `${description === undefined ? '' : `${description}. `}Several with commas between: any of them; a leading \`!\` leaves one out.${values}`,
  });
  const refusalOf = (value: string) => refusal(readFacet(value), allowed);
  return Type.Refine(
    text,
    (value) => refusalOf(value) === null,
    (value) => refusalOf(value) ?? '',
  );
}

function refusal({ any, none }: Facet, allowed: readonly string[] | null): string | null {
  const members = [...any, ...none];
  if (members.length > membersMax) return `At most ${membersMax} values at once.`;
  if (members.includes('')) return 'Between two commas, and behind a `!`, there must be a value.';
  const wrong = allowed === null ? undefined : members.find((member) => !allowed.includes(member));
  return wrong === undefined ? null : `${wrong.slice(0, 64)} is none of ${allowed?.join(', ')}.`;
}
