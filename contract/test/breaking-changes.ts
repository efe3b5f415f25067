/** What of a JSON schema matters to a client. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly [bound: string]: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** The parts of an OpenAPI document that are compared. */
export interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface BreakingChange {
  /** Such as `GET /api/v1/sites`. */
  readonly operation: string;
  /** The parameter, the member or the status that changed, such as `data.*.name`; empty for the whole operation. */
  readonly at: string;
  readonly what: string;
}

/** Everything that worked or was answered according to `before` and is not, or not for certain, according to `after`. */
export function breakingChanges(before: Api, after: Api): BreakingChange[] {
  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, old]) => {
      const now = after.paths[path]?.[method];
      const found = now === undefined ? [{ at: '', what: 'is gone' }] : inOperation(old, now, { before, after });
      return found.map((change) => ({ operation: `${method.toUpperCase()} ${path}`, ...change }));
    }),
  );
}

type Change = Omit<BreakingChange, 'operation'>;
type Documents = { readonly before: Api; readonly after: Api };

function inOperation(old: Operation, now: Operation, documents: Documents): Change[] {
  return [
    ...inMembers(parametersOf(old), parametersOf(now), { ...documents, direction: 'request', at: '' }),
    ...inBody(old.requestBody, now.requestBody, documents),
    ...Object.entries(old.responses).flatMap(([status, { content = {} }]) => {
      const answer = now.responses[status];
      if (answer === undefined) return [{ at: status, what: 'is no longer answered' }];
      return Object.entries(content).flatMap(([type, { schema }]) => {
        const same = answer.content?.[type];
        if (same === undefined) return [{ at: type, what: 'is no longer answered' }];
        return inSchema(schema, same.schema, { ...documents, direction: 'answer', at: '' });
      });
    }),
  ];
}

function inBody(old: Operation['requestBody'], now: Operation['requestBody'], documents: Documents): Change[] {
  const change = (what: string) => [{ at: 'body', what }];
  if (old === undefined) return now?.required ? change('is required now') : [];
  if (now === undefined) return change('is no longer taken');
  return [
    ...(now.required && !old.required ? change('is required now') : []),
    ...Object.entries(old.content).flatMap(([type, { schema }]) => {
      const same = now.content[type];
      if (same === undefined) return [{ at: type, what: 'is no longer taken' }];
      return inSchema(schema, same.schema, { ...documents, direction: 'request', at: '' });
    }),
  ];
}

function parametersOf({ parameters = [] }: Operation): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
}

interface Place extends Documents {
  readonly direction: 'request' | 'answer';
  readonly at: string;
}

function inSchema(given: Schema, present: Schema, place: Place): Change[] {
  const [old, now] = [resolved(given, place.before), resolved(present, place.after)];
  const [from, to] = [typesOf(old), typesOf(now)];
  const changed = (what: string) => [{ at: place.at, what }];
  if (place.direction === 'request' && !from.every((type) => holds(to, type)))
    return changed(`took ${from.join(' or ')}, takes ${to.join(' or ')}`);
  if (place.direction === 'answer' && !to.every((type) => holds(from, type)))
    return changed(`was ${from.join(' or ')}, is ${to.join(' or ')}`);
  const [olds, nows] = [notNull(old), notNull(now)];
  // Variants have no names: they are compared in their order, and one that is not there any more is a change.
  if (place.direction === 'request' && nows.length < olds.length) return changed('takes fewer variants');
  if (place.direction === 'answer' && nows.length > olds.length) return changed('has another variant');
  if (olds.length > 1 || nows.length > 1)
    return olds.flatMap((each, index) => (nows[index] ? inSchema(each, nows[index], place) : []));
  const [one = {}, other = {}] = [olds[0], nows[0]];
  return [
    ...(place.direction === 'request' ? narrowed(one, other).flatMap(changed) : []),
    ...inMembers(one, other, place),
    ...(one.items && other.items ? inSchema(one.items, other.items, { ...place, at: below(place.at, '*') }) : []),
  ];
}

function inMembers(old: Schema, now: Schema, place: Place): Change[] {
  const isRequest = place.direction === 'request';
  const kept = Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
    const at = below(place.at, name);
    const same = now.properties?.[name];
    if (same === undefined) return [{ at, what: isRequest ? 'is no longer taken' : 'is gone' }];
    const mayBeMissing = old.required?.includes(name) && !now.required?.includes(name);
    return [
      ...(!isRequest && mayBeMissing ? [{ at, what: 'may be missing now' }] : []),
      ...inSchema(schema, same, { ...place, at }),
    ];
  });
  if (!isRequest) return kept;
  const demanded = (now.required ?? []).filter((name) => !old.required?.includes(name));
  return [...kept, ...demanded.map((name) => ({ at: below(place.at, name), what: 'is required now' }))];
}

const lower = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const higher = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems'];

/** In how many ways a value that fitted may not fit any more. */
function narrowed(old: Schema, now: Schema): string[] {
  const allowed = (schema: Schema) => schema.enum ?? ('const' in schema ? [schema.const] : undefined);
  const [before, after] = [allowed(old), allowed(now)];
  const refused = before?.filter((value) => after !== undefined && !after.includes(value)) ?? [];
  const bound = (schema: Schema, name: string, open: number) => (schema[name] as number | undefined) ?? open;
  return [
    ...refused.map((value) => `no longer takes ${String(value)}`),
    ...(before === undefined && after !== undefined ? [`takes only ${after.join(', ')}`] : []),
    ...lower.filter((name) => bound(now, name, Infinity) < bound(old, name, Infinity)).map((name) => `lower ${name}`),
    ...higher
      .filter((name) => bound(now, name, -Infinity) > bound(old, name, -Infinity))
      .map((name) => `higher ${name}`),
    ...exact.filter((name) => now[name] !== undefined && now[name] !== old[name]).map((name) => `another ${name}`),
  ];
}

function resolved(schema: Schema, { components }: Api): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : (components?.schemas?.[name] ?? {});
}

const alternativesOf = (schema: Schema): readonly Schema[] => schema.anyOf ?? [schema];
const notNull = (schema: Schema) => alternativesOf(schema).filter(({ type }) => type !== 'null');

function typesOf(schema: Schema): string[] {
  const types = alternativesOf(schema).map(({ type, enum: values, ...rest }) => {
    if (type !== undefined) return type;
    return values ? typeof values[0] : 'const' in rest ? typeof rest.const : 'anything';
  });
  return [...new Set(types)].sort();
}

const holds = (types: readonly string[], type: string): boolean =>
  types.includes(type) || types.includes('anything') || (type === 'integer' && types.includes('number'));

const below = (at: string, name: string) => (at === '' ? name : `${at}.${name}`);

/** The changes that no entry under "Breaking changes" of the unreleased part of the changelog names, with its place. */
export function unnamed(changes: readonly BreakingChange[], changelog: string): BreakingChange[] {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  const section = /^### Breaking changes$([\s\S]*?)(?=^### |$(?![\s\S]))/m.exec(unreleased)?.[1] ?? '';
  const entries = section.split(/^- /m).slice(1);
  return changes.filter(
    ({ operation, at }) =>
      !entries.some((entry) => entry.includes(`\`${operation}\``) && (at === '' || entry.includes(`\`${at}\``))),
  );
}
