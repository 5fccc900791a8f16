import { acknowledged } from './acknowledged.js';
import { alive } from './alive.js';
import { effectsOnce } from './effects-once.js';
import type { Evidence, Oracle } from './evidence.js';
import { logIsTopic } from './log-is-topic.js';
import { order } from './order.js';
import { parkedIsPoison } from './parked-is-poison.js';
import { projectionsReplay } from './projections-replay.js';
import { runCounts } from './run-counts.js';
import { timersOnce } from './timers-once.js';

/** What has to hold after every fault. */
export const oracles: readonly Oracle[] = [
  ...[acknowledged, effectsOnce, order, logIsTopic, projectionsReplay, timersOnce],
  ...[parkedIsPoison, alive, runCounts],
];

/** What an oracle says. */
export interface Verdict {
  readonly id: string;
  readonly problems: readonly string[];
}

/** Asks all oracles, one after the other; one that cannot answer says why. */
export async function verdictsOn(evidence: Evidence): Promise<readonly Verdict[]> {
  return askAll((oracle) => oracle.examine(evidence));
}

/** Asks all oracles about damaged copies: who has no problem with one, or cannot say, is blind. */
export async function verdictsOnDamage(
  evidence: Evidence,
  say: (line: string) => void,
): Promise<readonly Verdict[]> {
  return askAll(
    (oracle) => oracle.examineDamaged(evidence),
    (error, { id }) => {
      say(`${id} sees no damage: ${error}`);
      return [];
    },
  );
}

async function askAll(
  ask: (oracle: Oracle) => Promise<readonly string[]>,
  unanswered: (error: unknown, oracle: Oracle) => readonly string[] = (error) => [
    `cannot answer: ${error}`,
  ],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const oracle of oracles) {
    const problems = await ask(oracle).catch((error) => unanswered(error, oracle));
    verdicts.push({ id: oracle.id, problems });
  }
  return verdicts;
}
