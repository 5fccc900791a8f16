import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** A line of a file without its line break. */
export interface FileLine {
  readonly text: string;
  /** False when the bytes were no UTF-8; the text then shows U+FFFD where they stood. */
  readonly utf8: boolean;
}

/** Longest line in bytes. What is beyond is dropped, so that no file can fill the memory. */
export const lineBytesMax = 1_000_000;

const lineFeed = 0x0a;

/**
 * Streams the lines of a text file, LF or CRLF, with or without a byte order mark. `onBytes` is told
 * how many bytes were read, for a progress bar. Rejects with the error of the file system.
 */
export async function* fileLines(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FileLine> {
  let rest = Buffer.alloc(0);
  let first = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    onBytes(chunk.length);
    const bytes = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      yield lineOf(bytes.subarray(from, end), first);
      first = false;
      from = end + 1;
    }
    rest = bytes.subarray(from, from + lineBytesMax);
  }
  if (rest.length > 0) yield lineOf(rest, first);
}

function lineOf(bytes: Buffer, first: boolean): FileLine {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return { text: first ? text.replace(/^\uFEFF/, '') : text, utf8: isUtf8(bytes) };
}
