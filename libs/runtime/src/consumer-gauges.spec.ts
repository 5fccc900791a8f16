import type { ParkedKey, PartitionLag } from '@redress/bus';
import { timestampOf } from '@redress/kernel';
import { createMetrics } from '@redress/observability';
import { type GroupsOfService, withConsumerGauges } from './consumer-gauges.js';

const lagOf = (log: string, partition: number, records: number): PartitionLag => ({
  ...{ log, partition, records },
  committed: 9 - records,
  end: 9,
});
const parkedIn = (log: string, key: string): ParkedKey => ({
  ...{ group: 'triage.cases', log, partition: 0, key, events: 1 },
  parkedAt: new Date(0),
  isRequested: false,
});

function gaugesOver(...services: GroupsOfService[]) {
  const warnings: unknown[] = [];
  const metrics = withConsumerGauges(createMetrics(), services, {
    warn: (fields: unknown) => void warnings.push(fields),
  });
  const scraped = async (name: string) =>
    (await metrics.render()).text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return { warnings, scraped };
}

describe('gauges of consumers', () => {
  it('are measured anew at every scrape, down to 0', async () => {
    let lag = [lagOf('intake', 0, 7), lagOf('intake', 1, 0)];
    let parked = [parkedIn('intake', 'a'), parkedIn('intake', 'b')];
    const consumer = {
      ...{ group: 'triage.cases', logs: ['intake'] },
      lag: async () => lag,
      parked: async () => parked,
    };
    const { scraped } = gaugesOver({ consumers: [consumer], groups: [consumer] });
    expect(await scraped('redress_consumer_lag_records')).toEqual([
      'redress_consumer_lag_records{group="triage.cases",log="intake",partition="0"} 7',
      'redress_consumer_lag_records{group="triage.cases",log="intake",partition="1"} 0',
    ]);
    expect(await scraped('redress_parked_keys')).toEqual([
      'redress_parked_keys{group="triage.cases",log="intake"} 2',
    ]);
    lag = lag.map((each) => ({ ...each, records: 0 }));
    parked = [];
    expect((await scraped('redress_consumer_lag_records')).join()).not.toContain('} 7');
    expect(await scraped('redress_parked_keys')).toEqual([
      'redress_parked_keys{group="triage.cases",log="intake"} 0',
    ]);
  });

  it('tell of what only copies, too, and count the keys of each log by itself', async () => {
    const consumer = {
      ...{ group: 'analytics.cases_v1', logs: ['intake', 'triage'] },
      lag: async () => [lagOf('intake', 0, 0), lagOf('triage', 0, 0)],
      parked: async () => [parkedIn('triage', 'a')],
    };
    const copier = { group: 'analytics.journal', lag: async () => [lagOf('intake', 3, 2)] };
    const { scraped } = gaugesOver({ consumers: [consumer], groups: [copier, consumer] });
    expect(await scraped('redress_consumer_lag_records')).toContain(
      'redress_consumer_lag_records{group="analytics.journal",log="intake",partition="3"} 2',
    );
    expect(await scraped('redress_parked_keys')).toEqual([
      'redress_parked_keys{group="analytics.cases_v1",log="intake"} 0',
      'redress_parked_keys{group="analytics.cases_v1",log="triage"} 1',
    ]);
  });

  it('tell what a topic is behind its log, and since when', async () => {
    const relay = {
      group: 'relay.intake',
      lag: async () => [lagOf('intake', 0, 7), lagOf('intake', 1, 0)],
      async recordedAfter(partition: number, offset: number) {
        expect([partition, offset]).toEqual([0, 2]);
        return timestampOf(Date.now() - 60_000);
      },
    };
    const { scraped } = gaugesOver({ consumers: [], groups: [relay] });
    expect(await scraped('redress_relay_lag_records')).toEqual([
      'redress_relay_lag_records{log="intake",partition="0"} 7',
      'redress_relay_lag_records{log="intake",partition="1"} 0',
    ]);
    const [waiting, none] = await scraped('redress_relay_lag_seconds');
    expect(Number(waiting?.split(' ')[1])).toBeGreaterThanOrEqual(60);
    expect(none).toBe('redress_relay_lag_seconds{log="intake",partition="1"} 0');
  });

  it('tell by how much the oldest due timer is late', async () => {
    const timers = { service: 'triage', lateMs: () => 1_500 };
    const { scraped } = gaugesOver({ consumers: [], groups: [], timers });
    expect(await scraped('redress_timers_overdue_seconds')).toEqual([
      'redress_timers_overdue_seconds{service="triage"} 1.5',
    ]);
  });

  it('ask each group for its lag once', async () => {
    let asked = 0;
    const consumer = {
      ...{ group: 'triage.cases', logs: ['intake'], parked: async () => [] },
      async lag() {
        asked += 1;
        return [lagOf('intake', 0, 7)];
      },
    };
    await gaugesOver({ consumers: [consumer], groups: [consumer] }).scraped('any');
    expect(asked).toBe(1);
  });

  it('that cannot be measured are logged, and all else is still served', async () => {
    const lost = new Error('connection lost');
    const broken = { group: 'triage.cases', lag: () => Promise.reject(lost) };
    const healthy = { group: 'analytics.journal', lag: async () => [lagOf('intake', 3, 2)] };
    const { warnings, scraped } = gaugesOver({ consumers: [], groups: [broken, healthy] });
    expect(await scraped('redress_consumer_lag_records')).toHaveLength(1);
    expect(warnings).toEqual([{ err: lost }]);
  });
});
