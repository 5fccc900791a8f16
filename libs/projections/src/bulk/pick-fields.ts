const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

/**
 * Some fields of a JSON object, without making objects of the others: a fold reads two of ten, and
 * most of the time of a parser goes into what nobody looks at.
 *
 * Understands JSON as `JSON.stringify` writes it; whatever else it meets it leaves to `JSON.parse`.
 *
 * @returns the values in the order of the fields, undefined where one is absent; undefined for text
 *   that is written in another way
 */
export function pickFields(text: string, fields: readonly string[]): unknown[] | undefined {
  if (text.charCodeAt(0) !== openBrace) return undefined;
  const values: unknown[] = new Array(fields.length).fill(undefined);
  if (text === '{}') return values;
  for (let at = 1; text.charCodeAt(at) === quote; at += 1) {
    const keyEnd = text.indexOf('"', at + 1);
    if (keyEnd < 0 || text.charCodeAt(keyEnd + 1) !== colon) return undefined;
    const start = keyEnd + 2;
    const end = endOfValue(text, start);
    if (end < 0) return undefined;
    const field = fieldAt(text, at + 1, keyEnd, fields);
    if (field >= 0) values[field] = parsedValue(text.slice(start, end));
    if (text.charCodeAt(end) === closeBrace) return end === text.length - 1 ? values : undefined;
    at = end;
  }
  return undefined;
}

/** Which of the fields stands there; an escape in a name makes it none, and none is called so. */
function fieldAt(text: string, from: number, to: number, fields: readonly string[]): number {
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    if (field.length === to - from && text.startsWith(field, from)) return index;
  }
  return -1;
}

/** The offset behind a value, where a comma or the end of the object stands; -1 for no value. */
function endOfValue(text: string, start: number): number {
  let at = start;
  for (let depth = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      at = endOfString(text, at);
      if (at < 0) return -1;
    } else if (char === openBrace || char === openBracket) {
      depth += 1;
    } else if (depth > 0) {
      if (char === closeBrace || char === closeBracket) depth -= 1;
    } else if (char === comma || char === closeBrace) {
      return at > start ? at : -1;
    } else if (char <= 0x20) {
      return -1;
    }
  }
  return -1;
}

/** The offset of the quote that ends a string; -1 when none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}

function parsedValue(json: string): unknown {
  const first = json.charCodeAt(0);
  // Digits, as they are in most fields that a fold sums up.
  if (first >= 0x31 && first <= 0x39 && json.length < 16) {
    const number = Number(json);
    if (!Number.isNaN(number)) return number;
  }
  return JSON.parse(json) as unknown;
}
