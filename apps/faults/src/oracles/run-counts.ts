import { countsOf } from '../load/ledger.js';
import type { Evidence, Oracle } from './evidence.js';

/** Commands of which nobody knows the end, in percent of all. */
const infoMaxPct = 20;

/** Why a scenario says nothing: by its own commands, not those of the scenarios before it. */
export function shortcomings({
  ledger,
  firstNo,
  faults,
  okMin,
}: Pick<Evidence, 'ledger' | 'firstNo' | 'faults' | 'okMin'>): readonly string[] {
  const commands = ledger.slice(firstNo);
  const { ok, info } = countsOf(commands);
  const { length } = commands;
  return [
    ...(ok < okMin ? [`${ok} acknowledged commands, fewer than ${okMin}`] : []),
    ...(info * 100 > length * infoMaxPct ? [`${info} of ${length} unanswered`] : []),
    ...(faults.length === 0 ? ['nothing was done to the product'] : []),
    ...faults.filter(({ isLanded }) => !isLanded).map(({ what }) => `had no effect: ${what}`),
  ];
}

/** Whether a scenario says anything: neither red nor green without load, or without a fault. */
export const runCounts: Oracle = {
  id: 'I14',
  what: 'enough commands acknowledged, and the fault has landed',
  examine: async (evidence) => shortcomings(evidence),
  async examineDamaged(evidence) {
    const empty = shortcomings({ ...evidence, ledger: [] });
    const still = shortcomings({ ...evidence, faults: [] });
    return empty.length > 0 && still.length > 0 ? [...empty, ...still] : [];
  },
};
