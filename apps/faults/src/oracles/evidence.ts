import type { KafkaClient } from '@redress/bus';
import type { Client, PoolConfig } from 'pg';
import type { Drain } from '../cluster/backlog.js';
import type { Product } from '../cluster/product.js';
import type { LedgerEntry } from '../load/ledger.js';
import type { KeyProblem } from '../load/load.js';
import type { FaultRecord } from '../nemesis/fault-log.js';
import type { TopicDump } from './topic-dump.js';

/** A key whose events the nemesis has made unreadable, and where it put them. */
export interface Poison {
  readonly key: string;
  /** How many there are: what cannot be read, and what has to wait behind it. */
  readonly events: number;
  /** Groups that want such events, so that they park them. */
  readonly groups: readonly string[];
}

/** Everything that the oracles look at after a fault was healed and the backlog is gone. */
export interface Evidence {
  readonly client: Client;
  readonly connection: PoolConfig;
  readonly kafka: KafkaClient;
  readonly product: Product;
  /** All commands of the run. */
  readonly ledger: readonly LedgerEntry[];
  /** Number of the first command of the scenario; what is before it are other scenarios. */
  readonly firstNo: number;
  readonly keyProblems: readonly KeyProblem[];
  readonly faults: readonly FaultRecord[];
  readonly drain: Drain;
  readonly isReady: boolean;
  readonly topics: TopicDump;
  readonly poison: readonly Poison[];
  /** Records on topics that are nobody's, put there by the nemesis. */
  readonly strangeRecords: number;
  /** Acknowledged commands without which a scenario says nothing. */
  readonly okMin: number;
}

/** An invariant: what must hold whatever has happened. */
export interface Oracle {
  readonly id: string;
  readonly what: string;
  /** What contradicts it, in words; empty when it holds. */
  examine(evidence: Evidence): Promise<readonly string[]>;
  /**
   * Examines a damaged copy: it must contradict, or the oracle could not see anything.
   *
   * @throws Error where there is nothing that could be damaged
   */
  examineDamaged(evidence: Evidence): Promise<readonly string[]>;
}

/** At most so many contradictions are told; one is enough. */
const toldMax = 5;

export function told(problems: readonly string[]): readonly string[] {
  if (problems.length <= toldMax) return problems;
  return [...problems.slice(0, toldMax), `and ${problems.length - toldMax} more`];
}

/**
 * Examines the database with some statements carried out in a transaction that is undone: for its
 * own client it is a damaged copy, for everybody else it never was.
 *
 * @throws Error where a statement touches no row, because then nothing was damaged
 */
export async function examineInUndone(
  evidence: Evidence,
  statements: readonly string[],
  examine: Oracle['examine'],
): Promise<readonly string[]> {
  const { client } = evidence;
  await client.query('begin');
  try {
    for (const statement of statements) {
      const { rowCount } = await client.query(statement);
      if (rowCount !== 1) throw new Error(`there was nothing to damage: ${statement}`);
    }
    return await examine(evidence);
  } finally {
    await client.query('rollback');
  }
}

/** Damage: an event of this type is in the log of triage once more, at the ends of log and stream. */
export function repeatedInTriage(type: string): string {
  return `
    insert into triage.triage_events
    select (select max(off) + 1 from triage.triage_events x where x.partition = e.partition),
           stream_no, recorded_at, occurred_at,
           (select max(version) + 1 from triage.triage_events x where x.stream_no = e.stream_no),
           partition, schema_version, gen_random_uuid(), type, meta, data, sealed_subjects,
           sealed_texts
    from triage.triage_events e where type = '${type}' limit 1`;
}
