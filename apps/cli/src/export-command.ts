import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { requireTenant } from './ask.js';
import { PlatformError } from './platform-client.js';
import { UsageError } from './usage.js';
import { tokenFor, type Verb } from './verb.js';

const role = 'supervisor';

/** `redress export cases|risk [--format csv] [--out FILE]`; to standard output without a file. */
export const exportTable: Verb = async (context) => {
  const [what, ...more] = context.rest;
  const { format = 'csv', out, json } = context.options;
  if ((what !== 'cases' && what !== 'risk') || more.length > 0) {
    throw new UsageError(`export cases or risk, not '${context.rest.join(' ')}'`);
  }
  if (format !== 'csv') throw new UsageError(`--format of an export is csv, not '${format}'`);
  if (json && out === undefined) throw new UsageError('export --json needs --out FILE');
  await requireTenant(context);
  const rows = await downloaded(`${context.address.url}/api/v1/${what}/export`, {
    token: await tokenFor(context, role),
  });
  if (out === undefined) {
    await pipeline(rows, process.stdout, { end: false });
    return;
  }
  const bytes = await writeWhole(out, rows);
  context.print({ file: out, bytes }, [`${out}: ${bytes} bytes`]);
};

/** A file is there when all of it is there: until then it has another name. */
async function writeWhole(path: string, rows: Readable): Promise<number> {
  const part = `${path}.part`;
  const file = createWriteStream(part);
  try {
    await pipeline(rows, file);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return file.bytesWritten;
}

async function downloaded(url: string, { token }: { readonly token: string }): Promise<Readable> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(
    (error: unknown) => {
      throw new PlatformError('UNREACHABLE', `no answer from ${url} (${String(error)})`);
    },
  );
  if (response.ok && response.body) return Readable.fromWeb(response.body as ReadableStream);
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  const code = problem.code ?? `HTTP_${response.status}`;
  throw new PlatformError(code, problem.detail ?? response.statusText, response.status);
}
