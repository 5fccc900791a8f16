import { parseArgs } from 'node:util';
import { UsageError } from './usage.js';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const options = {
  ...{ format: text, role: text, as: text, out: text },
  ...{ at: text, from: text, axis: text, id: text },
  ...{ policy: text, draft: text, parameters: text },
  ...{ group: text, key: text, reason: text, by: text },
  users: text,
  tenant: text,
  partitions: flag,
  rollback: flag,
  json: flag,
  help: flag,
} as const;

/** What was typed behind `redress`. */
export type Arguments = ReturnType<typeof parse>;

/** The options of a call. */
export type Options = Arguments['options'];

/** Options that only some verbs have, by verb. */
const optionsOf: Readonly<Record<string, readonly (keyof typeof options)[]>> = {
  import: ['tenant', 'format'],
  export: ['tenant', 'format', 'out'],
  replay: ['tenant', 'id', 'at', 'from', 'axis'],
  'what-if': ['tenant', 'policy', 'draft', 'parameters', 'at'],
  rebuild: ['rollback'],
  verify: [],
  lag: ['partitions'],
  parked: ['group', 'key', 'reason', 'by'],
  topics: ['users'],
  token: ['tenant', 'role', 'as'],
};

const everywhere: readonly string[] = ['json', 'help'];

/** Reads the arguments. Throws UsageError for an unknown verb, and for an option that it has not. */
export function readArguments(args: readonly string[]): Arguments {
  const found = parse(args);
  const { verb, options: given, isHelp } = found;
  if (isHelp) return found;
  if (verb === undefined) throw new UsageError('say what to do');
  const allowed = optionsOf[verb];
  if (!allowed) throw new UsageError(`there is no verb '${verb}'`);
  const known = new Set([...everywhere, ...allowed]);
  const strange = Object.entries(given).find(
    ([name, value]) => !known.has(name) && value !== false && value !== undefined,
  );
  if (strange) throw new UsageError(`${verb} has no option --${strange[0]}`);
  return found;
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    const [verb, ...rest] = positionals;
    const isHelp = values.help || verb === 'help';
    return { verb: verb === 'help' ? rest.shift() : verb, rest, options: values, isHelp };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
