import {
  riskPolicyV1,
  unknownTimes,
  type WhatIfInputs,
  WhatIfWalkQuery,
} from '@redress/analytics/read-models';
import type { Benchmark } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { type MeasuredRun, measuredRun } from '../measuring/measured-run.js';
import { resultOfRuns } from '../measuring/result-of-runs.js';
import { timed } from '../measuring/timed.js';
import { medianOf } from '../reporting/statistics.js';
import { openRuntime } from './analytics-runtime.js';
import { filledAnalytics } from './filled-analytics.js';

/** Later than any history: all of it counts. */
const at = '2026-06-01T00:00:00.000Z';

/** Other rules: one incident is enough, and a few points. Customers change tiers, a result is made. */
const otherRules = {
  ...riskPolicyV1,
  tierEntryPts: { T1: 6, T2: 12, T3: 24, T4: 48 },
  rise: { ...riskPolicyV1.rise, incidents: 1, reporters: 1 },
};

/** Another risk policy over the history of all customers, with what differs (G11). */
export const whatIf: Benchmark = {
  name: 'what-if',
  title: 'two risk policies over the history of all customers, and the difference',
  async run(context) {
    const { connection, tenantId, customers } = await filledAnalytics(context);
    const runtime = openRuntime(connection);
    const walks = new WhatIfWalkQuery(runtime);
    const inputs = inputsOf(tenantId);
    const before = loadOfMachine();
    const runs: MeasuredRun[] = [];
    try {
      for (let round = 1; round <= context.rounds; round += 1) {
        runs.push(await measuredRun(context.server.pid, () => timed(() => walked(walks, inputs))));
      }
    } finally {
      await runtime.close();
    }
    const load = { before, after: loadOfMachine() };
    const seconds = medianOf(runs.map((run) => run.seconds));
    context.say(`what-if: ${runs[0]?.events} of ${customers} customers in ${seconds} s`);
    const walkedPerSecond = resultOfRuns(runs, { name: this.name, load });
    return {
      results: [
        { ...walkedPerSecond, unit: 'customers/s' },
        {
          ...{ name: `${this.name}-seconds`, unit: 's', value: seconds, n: runs.length },
          ...{ cpuMicrosPerEvent: null, loadAverage: load.before, loadAverageAfter: load.after },
          aim: { atMost: 15 },
        },
      ],
      ratios: [],
    };
  },
};

/** @returns how many customers have anything that may weigh */
async function walked(walks: WhatIfWalkQuery, inputs: WhatIfInputs): Promise<number> {
  const silent = () => Promise.resolve();
  const { customers, changed } = await walks.walk(inputs, {
    onChanges: silent,
    onProgress: silent,
  });
  if (changed === 0) throw new Error('other rules changed nobody: nothing was compared');
  return customers;
}

function inputsOf(tenantId: string): WhatIfInputs {
  return {
    ...{ tenantId, at, times: unknownTimes, baselines: [] },
    base: { policyVersion: 1, draftNo: null, parameters: riskPolicyV1 },
    other: { policyVersion: null, draftNo: null, parameters: otherRules },
  };
}
