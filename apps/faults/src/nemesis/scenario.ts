import type { FaultCluster } from '../cluster/fault-cluster.js';
import type { Poison } from '../oracles/evidence.js';
import type { SeededRandom } from '../random.js';
import type { FaultLog } from './fault-log.js';

/** What a scenario has at hand. */
export interface NemesisContext {
  readonly cluster: FaultCluster;
  readonly random: SeededRandom;
  /** How long it goes on doing harm, in milliseconds. */
  readonly forMs: number;
  /** True where rules of ours on the network meet nobody else. */
  readonly ownNetwork: boolean;
  /** Does what is ours and no fault, such as a start with other variables, without any load. */
  readonly quietly: (work: () => Promise<void>) => Promise<void>;
  /** Says what was done, under the scenario's id. */
  readonly did: (what: string, isLanded?: boolean) => void;
  /** What of the harm stays: poison in the logs, records of nobody on the topics. */
  readonly remains: Remains;
}

/** Harm that no heal takes back, so that the oracles have to know of it. */
export interface Remains {
  readonly poison: Poison[];
  strangeRecords: number;
}

/** One kind of harm. */
export interface Scenario {
  readonly id: string;
  readonly what: string;
  /** Within what time after the heal commands are to be acknowledged again, in milliseconds. */
  readonly boundMs: number;
  /** How long it does harm where the run does not say, in seconds. Default 20. */
  readonly secs?: number;
  /** Does harm under load, and heals it; resolves when nothing is broken any more. */
  harm(context: NemesisContext): Promise<void>;
}

/** How long a scenario does harm, in a run that says how long, or does not. */
export function secsOf({ secs = 20 }: Pick<Scenario, 'secs'>, asked?: number): number {
  return asked ?? secs;
}

/** The context of one scenario: what it does stands under its id. */
export function contextOf(
  { id }: Pick<Scenario, 'id'>,
  log: FaultLog,
  rest: Omit<NemesisContext, 'did'>,
): NemesisContext {
  return { ...rest, did: (what, isLanded) => log.did(id, what, isLanded) };
}
