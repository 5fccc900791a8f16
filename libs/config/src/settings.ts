import { Secret } from './secret.js';
import {
  type Held,
  type Optional,
  type Presence,
  type Reading,
  type Required,
  type Setting,
  setting,
} from './setting.js';

const good = <Value>(value: Value): Reading<Value> => ({ ok: true, value });
const bad = (problem: string) => ({ ok: false, problem }) as const;

/** A TCP port, 0 to 65535; 0 lets the system choose a free one. */
export function port<P extends Presence<number>>(variable: string, presence: P) {
  return int(variable, 0, 65_535, presence);
}

/** A whole number, both bounds included. Durations carry their unit in the name: `…_SEC`. */
export function int<P extends Presence<number>>(
  variable: string,
  min: number,
  max: number,
  presence: P,
): Setting<Held<number, P>> {
  return setting<number, P>(variable, presence, {
    parse(text) {
      const value = Number(text);
      return /^-?\d{1,15}$/.test(text) && value >= min && value <= max
        ? good(value)
        : bad(`must be a whole number from ${min} to ${max}, not ${quoted(text)}`);
    },
  });
}

/** `true` or `false`; nothing else, so that `0` and `off` do not mean what nobody knows. */
export function flag<P extends Presence<boolean>>(variable: string, presence: P) {
  return setting<boolean, P>(variable, presence, {
    parse: (text) =>
      text === 'true' || text === 'false'
        ? good(text === 'true')
        : bad(`must be true or false, not ${quoted(text)}`),
  });
}

/** One of a closed list of words. */
export function enumOf<const Words extends readonly string[], P extends Presence<Words[number]>>(
  variable: string,
  words: Words,
  presence: P,
): Setting<Held<Words[number], P>> {
  const isWord = (text: string): text is Words[number] => words.includes(text);
  return setting<Words[number], P>(variable, presence, {
    parse: (text) =>
      isWord(text) ? good(text) : bad(`must be one of ${words.join(', ')}, not ${quoted(text)}`),
  });
}

/** A file or folder, as given: relative to the working directory unless absolute. */
export function path<P extends Presence<string>>(variable: string, presence: P) {
  return setting<string, P>(variable, presence, {
    parse: (text) =>
      text.includes('\0') || text.trim() !== text
        ? bad('must be a path without NUL and without blanks around it')
        : good(text),
  });
}

/** A host name or address to listen on. */
export function host<P extends Presence<string>>(variable: string, presence: P) {
  return setting<string, P>(variable, presence, {
    parse: (text) =>
      /^[A-Za-z0-9.:-]{1,253}$/.test(text)
        ? good(text)
        : bad(`must be a host name or address, not ${quoted(text)}`),
  });
}

/** A short name without blanks, e.g. an audience. */
export function word<P extends Presence<string>>(variable: string, presence: P) {
  return setting<string, P>(variable, presence, {
    parse: (text) =>
      /^[\x21-\x7e]{1,200}$/.test(text)
        ? good(text)
        : bad('must be a word of printable ASCII characters, 200 at most'),
  });
}

/** A bearer token. Its text is never repeated in a problem. */
export function bearerToken<P extends Required | Optional>(variable: string, presence: P) {
  return setting<string, P>(variable, presence, {
    secret: true,
    parse: (text) =>
      /^[\x21-\x7e]{1,8192}$/.test(text) ? good(text) : bad('must be a token without blanks'),
  });
}

/** `host:port[,host:port…]`, at most 32. */
export function hostPorts<P extends Presence<readonly string[]>>(variable: string, presence: P) {
  return setting<readonly string[], P>(variable, presence, {
    parse(text) {
      const parts = text.split(',').map((part) => part.trim());
      const valid =
        parts.length <= 32 && parts.every((part) => /^[A-Za-z0-9.-]+:\d{1,5}$/.test(part));
      return valid ? good(parts) : bad('must be host:port, several with commas between');
    },
  });
}

/**
 * A URL of one of the protocols (`postgres:`). Its text is never repeated in a problem, because it
 * may hold a password.
 */
export function url<P extends Presence<string>>(
  variable: string,
  protocols: readonly string[],
  presence: P,
): Setting<Held<string, P>> {
  return setting<string, P>(variable, presence, {
    secret: true,
    parse(text) {
      const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
      if (!URL.canParse(text)) return bad(`must be a URL that begins with ${wanted}`);
      return protocols.includes(new URL(text).protocol)
        ? good(text)
        : bad(`must be a URL that begins with ${wanted}`);
    },
  });
}

/** URLs of one of the protocols with commas between, at most 32. Their text is never repeated. */
export function urls<P extends Presence<readonly string[]>>(
  variable: string,
  protocols: readonly string[],
  presence: P,
): Setting<Held<readonly string[], P>> {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return setting<readonly string[], P>(variable, presence, {
    secret: true,
    parse(text) {
      const parts = text.split(',').map((part) => part.trim());
      const valid = parts.every(
        (part) => URL.canParse(part) && protocols.includes(new URL(part).protocol),
      );
      return valid && parts.length <= 32
        ? good(parts)
        : bad(`must be a URL that begins with ${wanted}, several with commas between`);
    },
  });
}

/** Key material as base64 or base64url of at least `minBytes` bytes. It has no default. */
export function secret<P extends Required | Optional>(
  variable: string,
  minBytes: number,
  presence: P,
): Setting<Held<Secret, P>> {
  return setting<Secret, P>(variable, presence, {
    secret: true,
    parse(text) {
      if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return bad('must be base64');
      const bytes = Buffer.from(text, 'base64');
      return bytes.length >= minBytes
        ? good(new Secret(bytes))
        : bad(`must hold at least ${minBytes} bytes`);
    },
  });
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
