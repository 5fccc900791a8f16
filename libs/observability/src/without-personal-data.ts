import { types } from 'node:util';

/** Deepest nesting that is written; what lies deeper is left out. */
const depthMax = 6;

/** Most entries of a list that are written. */
const entriesMax = 50;

/** Longest text that is written, in UTF-16 units. */
const textMax = 4_000;

/**
 * Names under which a person, a credential or free text may stand anywhere in this product. Compared
 * without case and separators, so that `Set-Cookie` and `setCookie` are one.
 */
const withheldNames = new Set(
  [
    'personal',
    'sealed',
    'name',
    'firstName',
    'lastName',
    'fullName',
    'displayName',
    'email',
    'phone',
    'mobile',
    'fax',
    'address',
    'street',
    'contact',
    'complainant',
    'description',
    'details',
    'text',
    'comment',
    'note',
    'message',
    'summary',
    'narrative',
    'body',
    'query',
    'ip',
    'remoteAddress',
    'authorization',
    'cookie',
    'setCookie',
    'token',
    'accessToken',
    'password',
    'secret',
    'apiKey',
    'idempotencyKey',
    'databaseUrl',
    'connectionString',
    'parameters',
  ].map(plain),
);

const withheld = '[withheld]';

/**
 * The facts of a log line with everything personal replaced. Errors keep their kind, message, code
 * and stack, and lose all else: drivers put row contents into `detail` and `where`.
 */
export function withoutPersonalData(facts: object): Record<string, unknown> {
  // `name` at the top is the logger's own; only nested ones may be people.
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      key !== 'name' && withheldNames.has(plain(key)) ? withheld : cleaned(value, 1),
    ]),
  );
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return value.length > textMax ? `${value.slice(0, textMax)}…` : value;
  }
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (types.isNativeError(value)) return errorFacts(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= depthMax) return '[deeper]';
  if (Array.isArray(value)) {
    const entries = value.slice(0, entriesMax).map((entry) => cleaned(entry, depth + 1));
    return value.length > entriesMax
      ? [...entries, `[${value.length - entriesMax} more]`]
      : entries;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return cleaned(value.toJSON(), depth + 1);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      withheldNames.has(plain(key)) ? withheld : cleaned(inner, depth + 1),
    ]),
  );
}

function errorFacts(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: cleaned(error.message, depth),
    stack: cleaned(error.stack, depth),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(types.isNativeError(error.cause) && depth < depthMax
      ? { cause: errorFacts(error.cause, depth + 1) }
      : {}),
  };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
