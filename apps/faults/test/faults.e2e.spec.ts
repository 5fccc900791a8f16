import { failpointNames } from '@redress/config';
import { SERVER_START_MS } from '@redress/testing';
import { type FaultCluster, startFaultCluster } from '../src/cluster/fault-cluster.js';
import { killServices, reachedAt } from '../src/nemesis/process-faults.js';
import { duplicate, poison } from '../src/nemesis/record-faults.js';
import type { Scenario } from '../src/nemesis/scenario.js';
import { oracles } from '../src/oracles/oracles.js';
import type { FaultReport } from '../src/reporting/fault-report.js';
import { runFaults } from '../src/run-faults.js';

jest.setTimeout(600_000);

/** Steps at which services die again and again; the others only say that they were taken. */
const deadly = { 'command-appended': 30, 'record-produced': 30 } as const;
const failpoints = failpointNames
  .map((name) => (name in deadly ? '' : `${name}:1:tell`))
  .filter((text) => text !== '')
  .concat(Object.entries(deadly).map(([name, nth]) => `${name}:${nth}:kill`))
  .join(',');

/** All at once: services die at random and at steps, records come twice, others are nobody's. */
const everything: Scenario = {
  ...{ id: 'F33', what: 'F01, F02, F20 and F22 at once', boundMs: 5_000 },
  async harm(context) {
    await Promise.all([killServices.harm(context), poison.harm(context)]);
    await duplicate.harm(context);
  },
};

describe('five services that die at any moment, over Kafka (F01, F02, F20, F22)', () => {
  let cluster: FaultCluster;
  let report: FaultReport;

  beforeAll(async () => {
    cluster = await startFaultCluster({ brokers: 1 });
    await cluster.product.start({ REDRESS_FAILPOINT: failpoints });
    report = await runFaults(cluster, {
      ...{ scenarios: [everything], seed: 1, secs: 4, workers: 6, brokers: 1 },
      ...{ ownNetwork: false, say: () => undefined },
    });
  }, SERVER_START_MS + 400_000);

  afterAll(() => cluster?.stop(), 60_000);

  it.each(oracles.map(({ id, what }) => [id, what]))('%s: %s', (id) => {
    const verdicts = report.scenarios.flatMap((scenario) => scenario.verdicts);
    expect(verdicts.find((verdict) => verdict.id === id)?.problems).toEqual([]);
  });

  it.each(oracles.map(({ id }) => [id]))('%s turns red on a damaged copy', (id) => {
    const problems = report.onDamage.find((verdict) => verdict.id === id)?.problems;
    expect(problems?.length).toBeGreaterThan(0);
  });

  it('takes every step at which it may be killed (F02)', () => {
    for (const name of failpointNames) {
      expect([name, reachedAt(cluster.product, name) > 0]).toEqual([name, true]);
    }
  });
});
