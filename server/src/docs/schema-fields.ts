import type { TSchema } from 'typebox';

/** One line of a table of fields. */
export interface Field {
  /** Such as `site.name`, or `advisories[].id`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly note: string;
}

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** Every field in an object, those of the objects in it too. */
export function fieldsOf(schema: TSchema): Field[] {
  return membersOf(schema as Schema, '');
}

function membersOf(schema: Schema, prefix: string): Field[] {
  if (schema.items) return membersOf(schema.items, `${prefix.replace(/\.$/, '')}[].`);
  // Variants share many of their fields: each is named once.
  if (schema.anyOf) return distinct(schema.anyOf.flatMap((variant) => membersOf(variant, prefix)));
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => [
    {
      name: `${prefix}${name}`,
      type: typeOf(member),
      isRequired: schema.required?.includes(name) ?? false,
      note: noteOf(member),
    },
    ...membersOf(member, `${prefix}${name}.`),
  ]);
}

function distinct(fields: readonly Field[]): Field[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  'date-time': 'time, RFC 3339',
  email: 'e-mail address',
};

function typeOf(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.join(', ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return formats[schema.format ?? ''] ?? schema.type ?? 'any';
}

function noteOf(schema: Schema): string {
  const { description, pattern } = schema;
  const sentences = [
    // What the type says already.
    description === 'UUID' || schema.format === 'date-time' ? undefined : description,
    boundsOf(schema.minimum, schema.maximum, ''),
    boundsOf(schema.minLength, schema.maxLength, ' characters'),
    boundsOf(undefined, schema.maxItems, ' items'),
    pattern && `Matches \`${pattern}\``,
    schema.default !== undefined ? `${String(schema.default)} when left out` : undefined,
  ];
  return sentences.flatMap((sentence) => (sentence ? [`${sentence.replace(/\.$/, '')}.`] : [])).join(' ');
}

function boundsOf(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (least !== undefined) return `At least ${least}${unit}`;
  return most === undefined ? undefined : `At most ${most}${unit}`;
}
