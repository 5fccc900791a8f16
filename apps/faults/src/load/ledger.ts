import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogName } from '@redress/contracts';

/** What tells the one event of a command from all others: its type in a stream, and a field of it. */
export interface Effect {
  readonly log: LogName;
  readonly stream: string;
  readonly type: string;
  /** Value of the field that the command chose; empty where a stream has one of the type at most. */
  readonly marker: string;
}

/**
 * How a command ended for its client: `ok` was acknowledged, `fail` refused, of an `info` nobody
 * knows: it may have happened once or not at all.
 */
export type Result = 'open' | 'ok' | 'fail' | 'info';

/** A command as its client knows it. */
export interface LedgerEntry {
  readonly no: number;
  readonly kind: string;
  readonly key: string;
  readonly effect: Effect;
  /** Milliseconds since the start of the ledger. */
  readonly sentAt: number;
  result: Result;
  answeredAt?: number;
  /** HTTP status of the last answer, 0 where there was none. */
  status?: number;
  /** Code of a refusal. */
  code?: string;
  /** `<log>/<partition>/<offset>` of an acknowledgement. */
  position?: string;
  tries?: number;
}

/** How a command ended. */
export type Answer = Required<Pick<LedgerEntry, 'status' | 'tries'>> &
  Pick<LedgerEntry, 'code' | 'position'> & { readonly result: Exclude<Result, 'open'> };

/** All commands of a run, written down before they are sent and again when they are answered. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** Milliseconds since the start of the ledger. */
  now(): number;
  sent(command: Pick<LedgerEntry, 'kind' | 'key' | 'effect'>): LedgerEntry;
  answered(entry: LedgerEntry, answer: Answer): void;
  close(): void;
}

/** Opens a ledger whose lines are in a file before anybody acts on them. */
export function openLedger(file: string): Ledger {
  const descriptor = openSync(file, 'a');
  const entries: LedgerEntry[] = [];
  const startedAt = performance.now();
  const now = () => Math.round(performance.now() - startedAt);
  const write = (line: object) => writeSync(descriptor, `${JSON.stringify(line)}\n`);
  return {
    entries,
    now,
    sent(command) {
      const entry: LedgerEntry = {
        ...command,
        no: entries.length,
        sentAt: now(),
        result: 'open',
      };
      write(entry);
      entries.push(entry);
      return entry;
    },
    answered(entry, answer) {
      Object.assign(entry, answer, { answeredAt: now() });
      write({ no: entry.no, ...answer, answeredAt: entry.answeredAt });
    },
    close: () => closeSync(descriptor),
  };
}

/** How many commands ended in which way. */
export function countsOf(entries: readonly LedgerEntry[]): Record<Result, number> {
  const counts: Record<Result, number> = { open: 0, ok: 0, fail: 0, info: 0 };
  for (const { result } of entries) counts[result] += 1;
  return counts;
}
