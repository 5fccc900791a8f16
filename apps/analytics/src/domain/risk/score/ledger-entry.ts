import type { RiskCreditKind, RiskFactor } from '@redress/contracts';
import { decayTable } from './decay.policy.js';
import type { EpochDay } from '../facts/local-day.js';

/** Where an entry comes from. */
export type EntrySource =
  | 'INCIDENT'
  | 'RETURN_RATE'
  | 'PAYMENT'
  | 'BRIGHT_SPOT'
  | 'RESPONSE'
  | 'TENURE';

/** One fact on one side of the ledger, and from when to when it counts. */
export interface LedgerEntry {
  readonly source: EntrySource;
  /**
   * The id of the incident or bright spot; of things from elsewhere `source/number`; of a response
   * `complaint/round`; of tenure `TENURE/year`.
   */
  readonly factId: string;
  readonly evidenceIds: readonly string[];
  /** 1 to 5; null where the kind of fact has none. */
  readonly severity: number | null;
  readonly confidencePct: number;
  /** Who reported the incident. */
  readonly reporterId: string | null;
  /** Millipoints before anything has faded. */
  readonly freshMilli: number;
  /** The first day on which it counts; its age is measured from here. */
  readonly from: EpochDay;
  /** The first day on which it counts no more, however much of it is left. */
  readonly until: EpochDay;
  /** Parts per million left, by age in days; null where it does not fade. */
  readonly decay: Int32Array | null;
}

/** The entries of one factor or one kind of credit; together they weigh no more than the cap. */
export interface LedgerGroup<Of extends RiskFactor | RiskCreditKind = RiskFactor | RiskCreditKind> {
  readonly of: Of;
  readonly capMilli: number;
  readonly safety: boolean;
  readonly entries: readonly LedgerEntry[];
}

/** The end of what has none: some million years ahead, and still a small integer to the engine. */
export const NEVER: EpochDay = 1_000_000_000;

const PPM = 1_000_000;

/** The decay of a half-life in days; null where nothing fades. */
export function decayOf(halfLifeDays: number | undefined): Int32Array | null {
  return halfLifeDays === undefined ? null : decayTable(halfLifeDays);
}

/** What is left of an entry on a day, in parts per million; of one that does not count, nothing. */
export function leftPpm({ from, until, decay }: LedgerEntry, day: EpochDay): number {
  if (day < from || day >= until) return 0;
  return decay === null ? PPM : (decay[day - from] ?? 0);
}

/**
 * The millipoints of an entry on a day, rounded down. The product is below 10^11, so the quotient is
 * off by less than a millionth of a millipoint, and `| 0` cuts it where the exact one is cut.
 */
export function entryAt(entry: LedgerEntry, day: EpochDay): number {
  return ((entry.freshMilli * leftPpm(entry, day)) / PPM) | 0;
}
