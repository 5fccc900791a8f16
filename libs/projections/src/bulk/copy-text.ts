import { StringDecoder } from 'node:string_decoder';
import type { ColumnType } from '../projection.js';

/** Lines of what `COPY … TO STDOUT` sends, some at a time; a line may be cut by a chunk's end. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
}

/** The value of a field in COPY's text format; null is written `\N`. */
export function fieldText(field: string | undefined): string | null {
  if (field === undefined || field === '\\N') return null;
  if (!field.includes('\\')) return field;
  return field.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A `timestamptz(3)` of a session in UTC, e.g. `2026-03-01 09:30:00.5+00`, as a timestamp. */
export function timestampOfField(field: string): string {
  const fraction = field.slice(19, -3);
  const millis = fraction === '' ? '.000' : fraction.padEnd(4, '0');
  return `${field.slice(0, 10)}T${field.slice(11, 19)}${millis}Z`;
}

/**
 * A value of a row as a field of COPY's text format: the same value that PostgreSQL makes of it where
 * it comes as JSON, as it does from a live batch.
 */
export function copyField(value: unknown, type: ColumnType | 'json' | 'smallint'): string {
  if (value === null || value === undefined) return '\\N';
  if (type === 'jsonb' || type === 'json') return escaped(JSON.stringify(value));
  return escaped(type === 'text[]' ? arrayText(value) : plainText(value));
}

function arrayText(value: unknown): string {
  if (!Array.isArray(value)) throw new TypeError(`${typeof value} is no list of texts`);
  const items = value.map((item: unknown) =>
    item === null || item === undefined ? 'null' : `"${plainText(item).replace(/["\\]/g, '\\$&')}"`,
  );
  return `{${items.join(',')}}`;
}

function plainText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function escaped(text: string): string {
  if (!/[\\\t\n\r]/.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (char) => written[char] ?? char);
}

const written: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
