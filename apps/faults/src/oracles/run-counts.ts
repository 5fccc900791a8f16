import { countsOf } from '../load/ledger.js';
import type { Evidence, Oracle } from './evidence.js';

/** Commands of which nobody knows the end, in percent of all. */
const infoMaxPct = 20;

async function examine({ ledger, faults, okMin }: Evidence): Promise<readonly string[]> {
  const { ok, info } = countsOf(ledger);
  return [
    ...(ok < okMin ? [`${ok} acknowledged commands, fewer than ${okMin}`] : []),
    ...(info * 100 > ledger.length * infoMaxPct ? [`${info} of ${ledger.length} unanswered`] : []),
    ...(faults.length === 0 ? ['nothing was done to the product'] : []),
    ...faults.filter(({ isLanded }) => !isLanded).map(({ what }) => `had no effect: ${what}`),
  ];
}

/** Whether a run says anything: neither red nor green without load, or without a fault. */
export const runCounts: Oracle = {
  id: 'I14',
  what: 'enough commands acknowledged, and the fault has landed',
  examine,
  async examineDamaged(evidence) {
    const empty = await examine({ ...evidence, ledger: [] });
    const still = await examine({ ...evidence, faults: [] });
    return empty.length > 0 && still.length > 0 ? [...empty, ...still] : [];
  },
};
