/** A server that a keeper has started. */
export interface KeptServer {
  /** What the suites are told, as JSON. */
  readonly answer: object;
  stop(): Promise<void>;
}

/**
 * Runs one server for a whole test run: writes one line of JSON, the answer or `{error}`, and stops
 * the server when stdin ends. Stdin ends also when the test run is killed, so not even then does a
 * server or a folder stay behind.
 */
export async function keepServer(start: () => Promise<KeptServer>): Promise<void> {
  // Nobody reads on when the run was killed while the server started.
  process.stdout.on('error', () => undefined);
  try {
    const server = await start();
    process.stdout.write(`${JSON.stringify(server.answer)}\n`);
    // Ctrl-C reaches the whole process group; the test run ends first, then our stdin.
    process.on('SIGINT', () => undefined);
    process.stdin.resume();
    await new Promise((resolve) => process.stdin.once('close', resolve));
    await server.stop();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${JSON.stringify({ error: text })}\n`);
    process.exitCode = 1;
  }
}
