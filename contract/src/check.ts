import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import Format from 'typebox/format';
import { Settings } from 'typebox/system';
import type { ErrorDetail } from './envelope.ts';

// RFC 3339 with its date and offset checked too: PostgreSQL refuses the 31st of April, an offset from 16 hours on and
// the year 0, and so does this.
Format.Set('date-time', isInstant);

const detailsMax = 20;
// Its own limit is 8. Some of what it finds says the same thing twice.
Settings.Set({ maxErrors: 2 * detailsMax });

export type Check = (value: unknown) => ErrorDetail[];

/**
 * Compiles a schema into a check that lists what is wrong with a value, at most 20 things; an empty list is a pass.
 * `prefix` is put before each path, such as `query/`.
 */
export function checkOf(schema: TSchema, prefix = ''): Check {
  const compiled = Compile(schema);
  return (value) => (compiled.Check(value) ? [] : detailsOf(compiled.Errors(value) as SchemaError[], prefix));
}

interface SchemaError {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
  message: string;
}

function detailsOf(found: SchemaError[], prefix: string): ErrorDetail[] {
  const unions = found.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath);
  const details: ErrorDetail[] = [];
  for (const error of found) {
    if (error.keyword === 'anyOf') continue;
    // A nullable field says of its value only what is wrong with the not-null side.
    if (unions.includes(error.instancePath) && error.keyword === 'type' && error.params.type === 'null') continue;
    details.push(...detailOf(error, prefix));
  }
  // A value that failed is never passed for want of words.
  if (details.length === 0) details.push({ path: prefix, code: 'invalid', message: 'This is not valid.' });
  return distinct(details).slice(0, detailsMax);
}

/** The validator names an unknown field twice, once at the field and once at its object. */
function distinct(details: ErrorDetail[]): ErrorDetail[] {
  return [...new Map(details.map((detail) => [`${detail.path} ${detail.code}`, detail])).values()];
}

function detailOf(error: SchemaError, prefix: string): ErrorDetail[] {
  const path = prefix === '' ? error.instancePath : prefix + error.instancePath.replace(/^\//, '');
  const below = (name: string) => (prefix === '' || path !== prefix ? `${path}/${name}` : `${path}${name}`);
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return (params.requiredProperties as string[]).map((name) => ({
        path: below(name),
        code: 'required',
        message: 'This is required.',
      }));
    // The only schemas of ours that nothing fits are those of further properties.
    case 'boolean':
      return [{ path, code: 'unknown_field', message: 'This is not known here.' }];
    case 'additionalProperties':
      return (params.additionalProperties as string[]).map((name) => ({
        path: below(name),
        code: 'unknown_field',
        message: 'This is not known here.',
      }));
    default:
      return [{ path, ...sentenceOf(error) }];
  }
}

function sentenceOf({ keyword, params, message }: SchemaError): { code: string; message: string } {
  switch (keyword) {
    case 'type':
      return { code: 'wrong_type', message: `Must be ${String(params.type)}.` };
    case 'maxLength':
      return { code: 'too_long', message: `At most ${String(params.limit)} characters.` };
    case 'minLength':
      return { code: 'too_short', message: `At least ${String(params.limit)} characters.` };
    case 'minimum':
      return { code: 'out_of_range', message: `At least ${String(params.limit)}.` };
    case 'maximum':
      return { code: 'out_of_range', message: `At most ${String(params.limit)}.` };
    case 'maxItems':
      return { code: 'too_many', message: `At most ${String(params.limit)} items.` };
    case 'enum':
      return {
        code: 'not_allowed',
        message: `One of ${(params.allowedValues as unknown[] | undefined)?.join(', ') ?? 'the allowed values'}.`,
      };
    case 'format':
      return { code: 'bad_format', message: `Must be a ${String(params.format)}.` };
    case '~refine':
      return { code: 'not_allowed', message: String(params.message) };
    case 'pattern':
      return { code: 'bad_format', message: `Must match ${String(params.pattern)}.` };
    default:
      return { code: keyword, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
  }
}

function isInstant(value: string): boolean {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](?:0\d|1[0-5]):[0-5]\d)$/.exec(value);
  if (match === null) return false;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (
    // The first and the last year are left out whole: an offset would lead out of them.
    year >= 2 &&
    year <= 9998 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= lastDay &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}
