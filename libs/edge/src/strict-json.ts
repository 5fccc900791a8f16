import { types } from 'node:util';
import { Problem } from './problem.js';
import { scanJson } from './json-scan.js';

/** Bounds of a JSON document. */
export interface JsonLimits {
  readonly depthMax: number;
  readonly arrayMax: number;
  /** UTF-16 units of one text. */
  readonly textMax: number;
}

/** The bounds of request bodies. Their size in bytes is bounded before they are read. */
export const bodyLimits: JsonLimits = { depthMax: 32, arrayMax: 1_000, textMax: 20_000 };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as JSON more strictly than the standard asks: valid UTF-8, bounded depth, lists and
 * texts, no key twice, no key that reaches a prototype, no number beyond what a double holds, and no
 * text that PostgreSQL would refuse (NUL, lone surrogates). Throws a `Problem` with a code of its own
 * per fault; its detail names places, never values.
 */
export function parseStrictJson(bytes: Uint8Array, limits: JsonLimits = bodyLimits): unknown {
  const text = decoded(bytes);
  const fault = scanJson(text, limits.depthMax);
  if (fault === 'too-deep') {
    throw new Problem('BODY_TOO_DEEP', `more than ${limits.depthMax} levels of nesting`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem('BODY_MALFORMED', 'the body is not JSON');
    throw error;
  }
  if (fault === 'duplicate-key') {
    throw new Problem('BODY_FORBIDDEN_KEY', 'an object has the same key twice');
  }
  checkValues(value, limits);
  return value;
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (types.isNativeError(error) && 'code' in error) {
      throw new Problem('BODY_NOT_UTF8', 'the bytes are not valid UTF-8');
    }
    throw error;
  }
}

const prototypeKeys = new Set(['__proto__', 'prototype', 'constructor']);

// The depth is bounded by now, so recursion is too.
function checkValues(value: unknown, limits: JsonLimits): void {
  if (typeof value === 'string') checkText(value, limits);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Problem('BODY_INVALID', 'a number is out of range');
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (value.length > limits.arrayMax) {
      throw new Problem('BODY_INVALID', `a list has more than ${limits.arrayMax} entries`);
    }
    for (const entry of value) checkValues(entry, limits);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (prototypeKeys.has(key))
      throw new Problem('BODY_FORBIDDEN_KEY', `the key ${key} is forbidden`);
    checkText(key, limits);
    checkValues(inner, limits);
  }
}

function checkText(text: string, limits: JsonLimits): void {
  if (text.length > limits.textMax) {
    throw new Problem('BODY_INVALID', `a text has more than ${limits.textMax} characters`);
  }
  if (text.includes('\0')) throw new Problem('BODY_INVALID', 'a text holds a NUL character');
  // With the u flag only a surrogate without its other half is a code point of its own.
  if (/\p{Cs}/u.test(text)) throw new Problem('BODY_INVALID', 'a text holds half a character');
}
