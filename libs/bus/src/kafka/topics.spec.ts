import { differenceLine } from './topics.js';

describe('a difference of a topic', () => {
  it('names the variable where the cluster has other replicas than wanted', () => {
    const fixed = { kind: 'FIXED', name: 'complaint.intake.v1', is: 1, wanted: 3 } as const;
    expect(differenceLine({ ...fixed, what: 'replicas' })).toContain('REDRESS_KAFKA_REPLICAS');
    expect(differenceLine({ ...fixed, what: 'partitions' })).not.toContain('REDRESS_KAFKA');
  });
});
