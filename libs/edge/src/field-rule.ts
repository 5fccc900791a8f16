import { isTimestamp, isUuid } from '@redress/kernel';

/** The JSON Schema of a single value, as far as OpenAPI shows it. */
export interface ValueSchema {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly example?: string | number;
}

/** What a value must be: how it is documented, checked and, where two spellings mean one thing, unified. */
export interface FieldRule {
  readonly schema: ValueSchema;
  /** Ends the sentence "<field> must be …". Never contains the value. */
  readonly says: string;
  accepts(value: unknown): boolean;
  /** Gives the one stored spelling of an acceptable value, anything else as it came. */
  normalise?(value: unknown): unknown;
  /** Reads the value from a query string, where everything is text. */
  fromText?(text: string): unknown;
}

function matching(pattern: RegExp, says: string, more: Partial<ValueSchema> = {}): FieldRule {
  return {
    schema: { type: 'string', pattern: pattern.source, ...more },
    says,
    accepts: (value) => typeof value === 'string' && pattern.test(value),
  };
}

/**
 * The rules of single values, for `@ListField(item.id(), 20)` and for the field decorators. They
 * accept nothing that the schema builder of the contracts refuses, so that no event fails later
 * because of what a client sent.
 */
export const item = {
  id: (): FieldRule => ({
    schema: { type: 'string', format: 'uuid' },
    says: 'a uuid in lower case',
    accepts: (value) => typeof value === 'string' && isUuid(value),
  }),
  code: () =>
    matching(/^[A-Z0-9][A-Z0-9_.-]{0,79}$/, 'a code such as BATTERY_SWELLS', {
      example: 'BATTERY_SWELLS',
    }),
  oneOf: (codes: readonly string[]): FieldRule => ({
    schema: { type: 'string', enum: [...codes] },
    says: `one of ${codes.join(', ')}`,
    accepts: (value) => typeof value === 'string' && codes.includes(value),
  }),
  int: (minimum: number, maximum: number): FieldRule => ({
    schema: { type: 'integer', minimum, maximum },
    says: `a whole number from ${minimum} to ${maximum}`,
    accepts: (value) =>
      typeof value === 'number' &&
      Number.isSafeInteger(value) &&
      !Object.is(value, -0) &&
      value >= minimum &&
      value <= maximum,
    fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
  }),
  flag: (): FieldRule => ({
    schema: { type: 'boolean' },
    says: 'true or false',
    accepts: (value) => typeof value === 'boolean',
    fromText: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  }),
  timestamp: (): FieldRule => ({
    schema: { type: 'string', format: 'date-time', example: '2026-03-01T17:30:00+08:00' },
    says: 'an RFC 3339 time with its offset, in the years 1900 to 8999',
    accepts: (value) => typeof value === 'string' && isTimestamp(value) && yearsServed.test(value),
    normalise: toUtc,
  }),
  localDate: (): FieldRule => ({
    schema: { type: 'string', format: 'date', example: '2026-03-01' },
    says: 'a date of the calendar, YYYY-MM-DD, in the years 1900 to 8999',
    accepts: (value) =>
      typeof value === 'string' && isCalendarDate(value) && yearsServed.test(value),
  }),
  localTime: () =>
    matching(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day, HH:MM', { example: '09:00' }),
  text: (maxLength: number): FieldRule => ({
    schema: { type: 'string', minLength: 1, maxLength },
    says: `a text of 1 to ${maxLength} characters that is not blank`,
    accepts: (value) =>
      typeof value === 'string' && value.length <= maxLength && value.trim().length > 0,
  }),
  ref: () =>
    matching(
      /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,127}$/,
      'a reference of letters, digits and . _ : / # -',
      { example: 'C-2026-000123' },
    ),
  currency: () => matching(/^[A-Z]{3}$/, 'an ISO 4217 code', { example: 'CNY' }),
  language: () =>
    matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'a BCP 47 language tag', { example: 'zh-CN' }),
  zone: (): FieldRule => ({
    schema: { type: 'string', example: 'Asia/Shanghai' },
    says: 'an IANA time zone',
    accepts: (value) =>
      typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(value) && isZone(value),
  }),
  sha256: () => matching(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 lower-case hex digits'),
  slug: () =>
    matching(/^[a-z][a-z0-9-]{0,62}$/, 'a short name of lower-case letters, digits and dashes', {
      example: 'demo',
    }),
} as const;

// PostgreSQL has no year 0, and working time is reckoned from 1900 on. An event outside would be
// stored and then parked by every consumer that computes with it; enough of them stop a service.
const yearsServed = /^(?:19|[2-8]\d)\d{2}-/;

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

function toUtc(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const date = rfc3339.exec(value)?.[1];
  if (date === undefined || !isCalendarDate(date)) return value;
  const utc = new Date(value.toUpperCase()).toISOString();
  // A four-digit year may leave its range when the offset is taken away.
  return utc.length === 24 ? utc : value;
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
