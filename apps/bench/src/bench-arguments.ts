import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BenchArguments {
  readonly help: boolean;
  readonly list: boolean;
  readonly quick: boolean;
  /** Only what runs over Kafka. */
  readonly kafka: boolean;
  /** Ten million events where the history of customers is measured. */
  readonly long: boolean;
  /** Fill a data directory of the platform instead of measuring. */
  readonly fill?: { readonly events: number; readonly dataDirectory: string };
  /** File of the JSON document; without it there is none. */
  readonly json?: string;
  /** Names of benchmarks; without it all run. */
  readonly only?: readonly string[];
}

/** Wrong usage: exit status 2, with the usage on standard error. */
export class UsageError extends Error {}

const options = {
  'data-dir': { type: 'string' },
  fill: { type: 'string' },
  help: { type: 'boolean', default: false },
  json: { type: 'string' },
  kafka: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 *
 * @param known the names that `--only` may choose from
 * @throws UsageError on an unknown option, a missing value, or a benchmark that does not exist
 */
export function benchArguments(args: readonly string[], known: readonly string[]): BenchArguments {
  const { help, json, kafka, list, long, only: chosen, quick, ...more } = parse(args);
  const only = chosen?.flatMap((names) => names.split(',')).map((name) => name.trim());
  for (const name of only ?? []) {
    if (!known.includes(name)) throw new UsageError(`there is no benchmark '${name}': see --list`);
  }
  if (json === '') throw new UsageError('--json needs a FILE');
  if (quick && long) throw new UsageError('--quick and --long contradict each other');
  return {
    ...{ help, kafka, list, quick, long },
    ...fillOf(more.fill, more['data-dir']),
    ...(json ? { json } : {}),
    ...(only ? { only } : {}),
  };
}

function fillOf(fill: string | undefined, dataDirectory: string | undefined) {
  if (fill === undefined && dataDirectory === undefined) return {};
  const events = Number(fill);
  if (!(Number.isSafeInteger(events) && events > 0)) {
    throw new UsageError('--fill needs a number of events');
  }
  if (!dataDirectory) throw new UsageError('--fill needs --data-dir DIR');
  return { fill: { events, dataDirectory } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
