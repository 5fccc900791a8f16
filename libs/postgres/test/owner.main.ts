import { startEmbeddedPostgres } from '../src/index.js';

/**
 * A process of its own that owns a server, for tests that kill one of the two. Arguments: the data
 * directory, and optionally the folder of the programs. Prints one line of JSON.
 */
const [dataDir = '', bin] = process.argv.slice(2);
const programs = bin && { programs: { initdb: `${bin}/initdb`, postgres: `${bin}/postgres` } };
try {
  const server = await startEmbeddedPostgres({ dataDir, ...(programs || {}) });
  process.stdout.write(`${JSON.stringify({ pid: server.pid, connection: server.connection })}\n`);
  process.stdin.resume();
  process.stdin.once('close', () => void server.stop());
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error), code: codeOf(error) })}\n`);
  process.exitCode = 1;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
