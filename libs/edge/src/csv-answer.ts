import { Readable } from 'node:stream';
import { applyDecorators, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { type CsvCell, csvLine } from './csv.js';

const mediaType = 'text/csv';

/** Documents that a read answers a CSV file. */
export function AnswersCsv(description: string): MethodDecorator {
  return applyDecorators(
    ApiProduces(mediaType),
    ApiOkResponse({ description, content: { [mediaType]: { schema: { type: 'string' } } } }),
  );
}

/** What is in a CSV file: what its columns are called, and its rows as they are found. */
export interface CsvTable {
  /** Without its extension: letters, digits and dashes. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Page by page; the next one is asked for once the client has taken the one before. */
  readonly pages: AsyncIterable<readonly (readonly CsvCell[])[]>;
}

/**
 * The answer of an export, sent while it is read: UTF-8 with a line of headings. What the first page
 * throws is thrown here, so it is answered as a problem; when a later one fails the connection is
 * cut, so that nobody takes a part for the whole.
 */
export async function csvAnswer({ name, columns, pages }: CsvTable): Promise<StreamableFile> {
  const rows = pages[Symbol.asyncIterator]();
  const first = await rows.next();
  async function* lines(): AsyncGenerator<Buffer> {
    try {
      yield Buffer.from(csvLine(columns));
      for (let page = first; !page.done; page = await rows.next()) {
        if (page.value.length > 0) yield Buffer.from(page.value.map(csvLine).join(''));
      }
    } finally {
      // The client may have gone away in the middle.
      await rows.return?.();
    }
  }
  return new StreamableFile(Readable.from(lines(), { objectMode: false }), {
    type: `${mediaType}; charset=utf-8; header=present`,
    disposition: `attachment; filename="${name}.csv"`,
  });
}
