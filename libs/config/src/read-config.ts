import { ConfigError, type ConfigProblem } from './config-error.js';
import type { Environment } from './environment.js';
import { readFailpoints } from './failpoint.js';
import { platformVariables } from './platform-variables.js';
import type { Setting } from './setting.js';

/** Names of the configuration, each with the variable it comes from. One per app. */
export type ConfigSchema = Readonly<Record<string, Setting<unknown>>>;

/** What `readConfig` gives for a schema. */
export type ConfigOf<Schema extends ConfigSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends Setting<infer Value> ? Value : never;
};

/**
 * Reads the whole configuration of an app, once, at its start. Throws one `ConfigError` that lists
 * every bad, missing and unknown variable. Unknown is a `REDRESS_…` variable that neither the
 * schema nor another part of the platform reads: most likely a slip of the pen.
 */
export function readConfig<const Schema extends ConfigSchema>(
  schema: Schema,
  env: Environment = process.env,
): ConfigOf<Schema> {
  const problems: ConfigProblem[] = [];
  const values = Object.entries(schema).map(([name, setting]) => {
    const reading = setting.read(env[setting.variable]);
    if (reading.ok) return [name, reading.value];
    problems.push({ variable: setting.variable, problem: reading.problem });
    return [name, undefined];
  });
  problems.push(...unknownVariables(schema, env));
  const failpoints = readFailpoints(env);
  if ('variable' in failpoints) problems.push(failpoints);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(Object.fromEntries(values)) as ConfigOf<Schema>;
}

function unknownVariables(schema: ConfigSchema, env: Environment): ConfigProblem[] {
  const known = new Set([
    ...platformVariables,
    ...Object.values(schema).map((setting) => setting.variable),
  ]);
  return Object.keys(env)
    .filter((variable) => variable.startsWith('REDRESS_') && !known.has(variable))
    .sort()
    .map((variable) => ({ variable, problem: 'is unknown' }));
}
