import { UsageError } from './mendable.error.js';

/** What `parse` reads of a command line. Throws UsageError with its reason where it cannot. */
export function launchOptions<Values>(parse: () => Values): Values {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** True where somebody asks how a program is used. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** What `--port N` says: the operations are on N + 1. Throws UsageError. */
export function launchPorts(port: string | undefined): { port?: number; operationsPort?: number } {
  if (port === undefined) return {};
  const chosen = Number(port);
  if (!/^\d{1,5}$/.test(port) || chosen > 65_534) throw new UsageError(`--port ${port} is no port`);
  return { port: chosen, operationsPort: chosen === 0 ? 0 : chosen + 1 };
}
