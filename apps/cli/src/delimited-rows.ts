import { CsvError, parse } from 'csv-parse/sync';
import { type FileLine, fileLines } from './file-lines.js';

/** One row of a file, or the reason why it could not be read. Lines and rows count from 1. */
export type FileRow<Value> =
  | { readonly ok: true; readonly line: number; readonly rowNo: number; readonly value: Value }
  | { readonly ok: false; readonly line: number; readonly code: string; readonly detail: string };

/** A row of a CSV file by heading. */
export type CsvRow = Readonly<Record<string, string>>;

/** Longest row in characters; a quote that is never closed must not swallow a whole file. */
const rowCharactersMax = 200_000;

/** The lines of one row: several when a quoted field has line breaks. */
interface RawRow {
  /** Where it begins. */
  readonly line: number;
  readonly lines: readonly FileLine[];
  /** False when a quote was opened and never closed. */
  readonly closed: boolean;
}

/** The fields of a row, or what is wrong with it. */
type Fields =
  | { readonly ok: true; readonly fields: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/**
 * Streams the rows of a CSV file (RFC 4180, UTF-8, heading first). A broken row is given with the
 * line it begins on, and reading goes on with the line after, so that an unclosed quote costs one
 * row. Broken rows count as rows, blank lines do not. `onBytes` is told how many bytes were read.
 */
export async function* csvRows(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FileRow<CsvRow>> {
  let heading: readonly string[] | undefined;
  let rowNo = 0;
  for await (const { line, ...row } of rowsOf(fileLines(path, onBytes))) {
    if (heading) rowNo += 1;
    if (!row.ok) {
      yield { line, ...row };
    } else if (!heading) {
      heading = row.fields.map((name) => name.trim());
    } else if (row.fields.length === heading.length) {
      yield { ok: true, line, rowNo, value: byHeading(heading, row.fields) };
    } else {
      const detail = `${row.fields.length} fields, the heading has ${heading.length}`;
      yield { ok: false, line, code: 'FIELD_COUNT', detail };
    }
  }
}

/** Cuts lines into rows. The lines of a broken row, save its first, are read once more. */
async function* rowsOf(lines: AsyncIterator<FileLine>): AsyncGenerator<Fields & { line: number }> {
  let ahead: FileLine[] = [];
  const next = async (): Promise<FileLine | undefined> => {
    const again = ahead.shift();
    if (again) return again;
    const { done, value } = await lines.next();
    return done ? undefined : value;
  };
  for (let line = 1; ; ) {
    const row = await rawRow(line, next);
    if (!row) return;
    const fields = fieldsOf(row);
    if (fields && !fields.ok) ahead = [...row.lines.slice(1), ...ahead];
    if (fields) yield { line, ...fields };
    line += fields && !fields.ok ? 1 : row.lines.length;
  }
}

/** Reads lines until as many quotes were closed as opened; a quote inside a field is doubled. */
async function rawRow(
  line: number,
  next: () => Promise<FileLine | undefined>,
): Promise<RawRow | undefined> {
  const lines: FileLine[] = [];
  let closed = true;
  let characters = 0;
  do {
    const read = await next();
    if (!read) break;
    lines.push(read);
    characters += read.text.length + 1;
    if (quotesIn(read.text) % 2 === 1) closed = !closed;
  } while (!closed && characters <= rowCharactersMax);
  return lines.length > 0 ? { line, lines, closed } : undefined;
}

function quotesIn(text: string): number {
  return text.split('"').length - 1;
}

/** Undefined for a blank line. Details never repeat what stands in the row. */
function fieldsOf({ lines, closed }: RawRow): Fields | undefined {
  const text = lines.map((each) => each.text).join('\n');
  if (text === '') return undefined;
  if (!closed) {
    return { ok: false, code: 'QUOTE_NOT_CLOSED', detail: 'a quote is opened and never closed' };
  }
  if (text.length > rowCharactersMax) {
    return { ok: false, code: 'ROW_TOO_LONG', detail: `more than ${rowCharactersMax} characters` };
  }
  if (!lines.every(({ utf8 }) => utf8)) {
    return { ok: false, code: 'NOT_UTF8', detail: 'the row is not valid UTF-8' };
  }
  try {
    const [fields = []] = parse(text, { record_delimiter: '\n' });
    return { ok: true, fields };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, code: 'ROW_MALFORMED', detail: 'a quote inside a field is not doubled' };
  }
}

function byHeading(heading: readonly string[], fields: readonly string[]): CsvRow {
  return Object.fromEntries(heading.map((name, index) => [name, fields[index] ?? '']));
}
