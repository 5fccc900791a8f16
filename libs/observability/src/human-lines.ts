/** Turns the JSON lines of the logger into lines for a terminal: `09:30:00.000 INFO  intake  …`. */
export function humanLines(destination: { write(line: string): void }): {
  write(line: string): void;
} {
  return { write: (line) => destination.write(`${humanLine(line)}\n`) };
}

function humanLine(line: string): string {
  const { time, level, name, msg, err, ...facts } = parsed(line);
  const stack = isRecord(err) && typeof err['stack'] === 'string' ? err['stack'] : undefined;
  const shown = Object.entries(facts).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const parts = [
    String(time).slice(11, 23),
    String(level).toUpperCase().padEnd(5),
    String(name),
    String(msg),
    ...shown,
  ];
  const first = escaped(parts.join('  '));
  if (stack === undefined) return first;
  // The indentation marks a stack: nobody else can begin a line.
  return [first, ...stack.split('\n').map((row) => `    ${escaped(row)}`)].join('\n');
}

function parsed(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  return isRecord(value) ? value : { msg: line };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Control characters, terminal escapes and bidirectional marks become `\uXXXX`. */
function escaped(text: string): string {
  return text.replace(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const controlCharacters = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
