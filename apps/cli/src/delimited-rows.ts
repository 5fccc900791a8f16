import { createReadStream } from 'node:fs';
import { type Info, parse } from 'csv-parse';

/** One row of a file, or the reason why it could not be read. Lines and rows count from 1. */
export type FileRow<Value> =
  | { readonly ok: true; readonly line: number; readonly rowNo: number; readonly value: Value }
  | { readonly ok: false; readonly line: number; readonly code: string; readonly detail: string };

/** A row of a CSV file by heading. */
export type CsvRow = Readonly<Record<string, string>>;

/** Longest row in characters; a quote that is never closed must not swallow a whole file. */
const rowCharactersMax = 200_000;

/**
 * Streams the rows of a CSV file (RFC 4180, UTF-8, heading first). A broken row is given with its
 * line and the rest goes on. `onBytes` is told how many bytes were read, for a progress bar.
 */
export async function* csvRows(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FileRow<CsvRow>> {
  const broken: FileRow<CsvRow>[] = [];
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: rowCharactersMax,
  });
  parser.on('skip', (error) => {
    broken.push({ ok: false, line: parser.info.lines, code: 'ROW_MALFORMED', detail: error?.message ?? '' });
  });
  const bytes = createReadStream(path);
  bytes.on('data', (chunk) => onBytes(chunk.length));
  bytes.on('error', (error) => parser.destroy(error));
  bytes.pipe(parser);

  let heading: readonly string[] | undefined;
  let rowNo = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    yield* broken.splice(0);
    if (!heading) {
      heading = record.map((name) => name.trim());
      continue;
    }
    rowNo += 1;
    yield readRow(heading, record, { line: firstLineOf(record, info), rowNo });
  }
  yield* broken.splice(0);
}

/** `info.lines` is the last line of a row; a quoted field may have spanned several. */
function firstLineOf(record: readonly string[], info: Info): number {
  const breaks = record.join('').match(/\n/g)?.length ?? 0;
  return info.lines - breaks;
}

function readRow(
  heading: readonly string[],
  record: readonly string[],
  at: { line: number; rowNo: number },
): FileRow<CsvRow> {
  if (record.length !== heading.length) {
    const detail = `${record.length} fields, the heading has ${heading.length}`;
    return { ok: false, line: at.line, code: 'FIELD_COUNT', detail };
  }
  if (record.some((field) => field.includes('\uFFFD'))) {
    return { ok: false, line: at.line, code: 'NOT_UTF8', detail: 'the row is not valid UTF-8' };
  }
  const value = Object.fromEntries(heading.map((name, index) => [name, record[index] ?? '']));
  return { ok: true, ...at, value };
}
