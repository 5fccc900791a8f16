import { KafkaError, type PartitionLag } from '@redress/bus';
import { toldLag } from './told-lag.js';

const lag: readonly PartitionLag[] = [
  { log: 'intake', partition: 0, committed: 2, end: 9, records: 7 },
];

describe('lag for operators', () => {
  it('is told of the other groups while Kafka does not answer for one', async () => {
    const away = new KafkaError('BROKER_UNAVAILABLE', 'connect: no broker');
    expect(
      await toldLag({
        groups: [
          { group: 'relay.intake', lag: async () => [...lag] },
          { group: 'triage.cases', lag: () => Promise.reject(away) },
          { group: 'triage.queue_v1', lag: async () => [] },
        ],
        projections: { rollbackGroups: async () => ['triage.queue_v1'] },
      }),
    ).toEqual([
      { group: 'relay.intake', lag },
      { group: 'triage.cases', lag: [], unknown: 'connect: no broker' },
      { group: 'triage.queue_v1', lag: [], isForRollback: true },
    ]);
  });
});
