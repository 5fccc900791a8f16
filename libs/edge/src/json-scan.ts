/** What a scan finds before the text is parsed. */
export type JsonFault = 'too-deep' | 'duplicate-key';

/**
 * Finds what `JSON.parse` hides: nesting deeper than `depthMax`, and keys that stand twice in one
 * object, of which the last would win silently. One pass without recursion; a text that is no JSON
 * may give any answer, and `JSON.parse` then refuses it.
 */
export function scanJson(text: string, depthMax: number): JsonFault | undefined {
  /** The keys of each open object; undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  let duplicate = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && nextIsColon(text, end)) {
        const key = spelledOut(text.slice(at, end));
        duplicate ||= keys.has(key);
        keys.add(key);
      }
      at = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      if (open.length > depthMax) return 'too-deep';
    } else if (character === '}' || character === ']') {
      open.pop();
    }
  }
  return duplicate ? 'duplicate-key' : undefined;
}

/** The index after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function nextIsColon(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

/** `"\u0061"` and `"a"` are the same key. */
function spelledOut(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch (error) {
    if (error instanceof SyntaxError) return quoted;
    throw error;
  }
}
