import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { startEmbeddedPostgres } from '../src/index.js';

/** Tries to start a server from a worker thread and prints the code of the error. */
const [dataDir = ''] = process.argv.slice(2);
if (isMainThread) {
  new Worker(fileURLToPath(import.meta.url), { argv: [dataDir] });
} else {
  const outcome = await startEmbeddedPostgres({ dataDir }).then(
    () => 'started',
    (error: unknown) => error,
  );
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
