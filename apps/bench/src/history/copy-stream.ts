import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

/** Lines on their way into a table. */
export interface CopyStream {
  /** Takes a line; a promise is to be waited for, because the server is behind. */
  write(line: string): Promise<unknown> | undefined;
  /** Sends the rest; answers how many rows the server took. */
  end(): Promise<number>;
}

/** Characters that are sent at once: a line by itself would cost a message each. */
const chunkMax = 64_000;

/** Starts `copy TABLE (COLUMNS) from stdin` on a client, which does nothing else meanwhile. */
export function copyStream(client: Client, table: string, columns: string): CopyStream {
  const stream = client.query(from(`copy ${table} (${columns}) from stdin`));
  // A broken row is reported here and nowhere else; `end` passes it on.
  const done = finished(stream);
  done.catch(() => undefined);
  let lines: string[] = [];
  let size = 0;
  const flush = (): boolean => {
    const chunk = lines.join('');
    lines = [];
    size = 0;
    return stream.write(chunk);
  };
  return {
    write(line) {
      lines.push(line);
      size += line.length;
      if (size < chunkMax || flush()) return undefined;
      return Promise.race([once(stream, 'drain'), done]);
    },
    async end() {
      if (lines.length > 0) flush();
      stream.end();
      await done;
      return stream.rowCount;
    },
  };
}
