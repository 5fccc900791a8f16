import { Client } from 'pg';
import { socketOf } from './platform-process.setup.js';

/** The logs of the services, each with the table of its events. */
const logs = {
  intake: 'intake.intake_events',
  triage: 'triage.triage_events',
  conduct: 'triage.conduct_events',
  resolution: 'resolution.resolution_events',
  'follow-up': 'follow_up.follow_up_events',
} as const;

/** What the oracles read behind the back of the platform: the tables of its logs. */
export interface LogOracle {
  /** How often each reference of another system was received, by reference. */
  received(): Promise<ReadonlyMap<string, number>>;
  /**
   * Every event of intake in order of stream and version, without what differs from run to run:
   * times of recording, ids, and fingerprints under the keys of the data directory.
   */
  intakeEvents(): Promise<readonly string[]>;
  /** Events of each log by type. */
  countsByType(): Promise<Readonly<Record<string, number>>>;
  /** Partitions whose offsets do not run from 0 without a gap, and streams whose versions do not. */
  gaps(): Promise<readonly string[]>;
  /** Last offset by partition: what was stored changes it. */
  tail(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** Opens the oracle on the embedded server of a data directory; it lives as long as the server. */
export async function logOracle(dataDirectory: string): Promise<LogOracle> {
  const client = new Client({
    host: socketOf(dataDirectory),
    user: 'redress',
    database: 'postgres',
  });
  await client.connect();

  async function ofAllLogs<Row extends object>(statement: (table: string) => string) {
    const found: (Row & { log: string })[] = [];
    for (const [log, table] of Object.entries(logs)) {
      const { rows } = await client.query<Row>(statement(table));
      found.push(...rows.map((row) => ({ ...row, log })));
    }
    return found;
  }

  return {
    async received() {
      const { rows } = await client.query<{ ref: string; times: number }>(
        `select data->>'externalRef' as ref, count(*)::int as times from intake.intake_events
         where type = 'ComplaintReceived' group by 1`,
      );
      return new Map(rows.map(({ ref, times }) => [ref, times]));
    },
    async intakeEvents() {
      const { rows } = await client.query<{ line: string }>(
        `select concat_ws(' ', s.category, s.stream_id, e.version, e.type, e.occurred_at,
                          e.data::jsonb - 'narrativeMac') as line
         from intake.intake_events e join intake.intake_streams s using (stream_no)
         where s.category <> 'tenant' order by s.stream_id, e.version`,
      );
      return rows.map(({ line }) => line);
    },
    async countsByType() {
      const rows = await ofAllLogs<{ type: string; times: number }>(
        (table) => `select type, count(*)::int as times from ${table} group by type order by type`,
      );
      return Object.fromEntries(rows.map(({ log, type, times }) => [`${log}/${type}`, times]));
    },
    async gaps() {
      const partitions = await ofAllLogs<{ partition: number }>(
        (table) => `select partition from ${table} group by partition
                    having max(off) <> count(*) - 1 or min(off) <> 0`,
      );
      const streams = await ofAllLogs<{ stream_no: string }>(
        (table) => `select stream_no from ${table} group by stream_no
                    having max(version) <> count(*) or min(version) <> 1`,
      );
      return [
        ...partitions.map(({ log, partition }) => `${log}/${partition}`),
        ...streams.map(({ log, stream_no }) => `${log} stream ${stream_no}`),
      ];
    },
    async tail() {
      const rows = await ofAllLogs<{ partition: number; last: number }>(
        (table) => `select partition, max(off)::int as last from ${table} group by partition`,
      );
      return Object.fromEntries(
        rows.map(({ log, partition, last }) => [`${log}/${partition}`, last]),
      );
    },
    close: () => client.end(),
  };
}
