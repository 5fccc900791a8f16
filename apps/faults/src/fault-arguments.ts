import { parseArgs } from 'node:util';
import type { Scenario } from './nemesis/scenario.js';
import { scenarios } from './nemesis/scenarios.js';

/** What a run is to do. */
export interface FaultArguments {
  readonly help: boolean;
  /** Only fetch what a run needs from the network of others. */
  readonly prepare: boolean;
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** How long each scenario does harm, instead of what is its own. */
  readonly secs?: number;
  readonly workers: number;
  readonly brokers: 1 | 3;
  /** The caller says that this process has a network namespace of its own. */
  readonly ownNetwork: boolean;
  /** File for the report as JSON. */
  readonly json?: string;
}

/** The command line means nothing; the message says what is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const options = {
  help: { type: 'boolean', default: false },
  prepare: { type: 'boolean', default: false },
  scenario: { type: 'string' },
  seed: { type: 'string', default: '1' },
  secs: { type: 'string' },
  workers: { type: 'string', default: '12' },
  brokers: { type: 'string', default: '3' },
  json: { type: 'string' },
  'own-network': { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws UsageError. */
export function faultArguments(args: readonly string[]): FaultArguments {
  const { help, prepare, scenario, seed, secs, workers, brokers, json, ...more } = valuesOf(args);
  if (brokers !== '1' && brokers !== '3') throw new UsageError('--brokers is 1 or 3');
  return {
    ...{ help, prepare },
    scenarios: scenario === undefined ? scenarios : scenario.split(',').map(scenarioOf),
    seed: whole('seed', seed, 0, 2 ** 32 - 1),
    ...(secs === undefined ? {} : { secs: whole('secs', secs, 1, 3_600) }),
    workers: whole('workers', workers, 1, 256),
    brokers: brokers === '1' ? 1 : 3,
    ownNetwork: more['own-network'],
    ...(json === undefined ? {} : { json }),
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function scenarioOf(id: string): Scenario {
  const found = scenarios.find((each) => each.id === id.toUpperCase());
  if (found) return found;
  throw new UsageError(`there is no ${id}, but ${scenarios.map((each) => each.id).join(', ')}`);
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} is a whole number from ${least} to ${most}`);
}
