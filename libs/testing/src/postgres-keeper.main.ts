import { startTestPostgres } from './postgres-server.js';

/**
 * A process that runs one server for a whole test run: it writes one line of JSON, `{connection}` or
 * `{error}`, and stops the server when its stdin ends. Stdin ends also when the test run is killed,
 * so not even then does a server or a folder stay behind.
 */
async function keep(): Promise<void> {
  const server = await startTestPostgres();
  process.stdout.write(`${JSON.stringify({ connection: server.connection })}\n`);
  // Ctrl-C reaches the whole process group; the test run ends first, then our stdin.
  process.on('SIGINT', () => undefined);
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('close', resolve));
  await server.stop();
}

keep().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  process.stdout.write(`${JSON.stringify({ error: text })}\n`);
  process.exitCode = 1;
});
