import type { RiskTier, TierEvent } from '@redress/contracts';
import type { LocalDate, Timestamp } from '@redress/kernel';
import type { Stamps } from '../facts/stamps.js';

/** A step of the tier, or what a person or time made of a proposed one. */
export interface TierChange extends Stamps {
  readonly kind:
    | 'RAISED'
    | 'PROPOSED'
    | 'CONFIRMED'
    | 'DECLINED'
    | 'LAPSED'
    | 'WITHDRAWN'
    | 'LOWERED'
    | 'REVIEWED';
  readonly from: RiskTier;
  readonly to: RiskTier;
  readonly proposalNo: number | null;
  readonly cause: string | null;
  /** When the proposal lapses unless somebody decides. */
  readonly lapsesAt: Timestamp | null;
}

/** A score as it was published. */
export interface PublishedScore extends Stamps {
  readonly scorePts: number;
  readonly tier: RiskTier;
  readonly policyVersion: number;
  readonly asOf: LocalDate;
  readonly nextChangeAt: Timestamp | null;
}

/** What was said of the tier so far: all of its changes, and the last two scores, newest first. */
export interface TierHistory {
  readonly changes: readonly TierChange[];
  readonly scores: readonly PublishedScore[];
}

export const initialTierHistory: TierHistory = { changes: [], scores: [] };

const SCORES_KEPT = 2;

/** The history after one event of the tier's stream, in the order of its versions. */
export function foldTier(
  history: TierHistory,
  { type, data }: TierEvent,
  stamps: Stamps,
): TierHistory {
  switch (type) {
    case 'RiskScored': {
      const { scorePts, tier, policyVersion, asOf, nextChangeAt = null } = data;
      const score = { scorePts, tier, policyVersion, asOf, nextChangeAt, ...stamps };
      return { ...history, scores: [score, ...history.scores].slice(0, SCORES_KEPT) };
    }
    case 'TierRaised': {
      const { from, to, cause } = data;
      return withChange(history, { kind: 'RAISED', from, to, cause, ...stamps });
    }
    case 'TierProposed':
      return withChange(history, { kind: 'PROPOSED', ...data, ...stamps });
    case 'TierConfirmed':
      return withChange(history, { kind: 'CONFIRMED', ...data, ...stamps });
    case 'TierDeclined':
      return withChange(history, { kind: 'DECLINED', ...data, ...stamps });
    case 'TierLapsed':
      return withChange(history, { kind: 'LAPSED', ...data, ...stamps });
    case 'TierProposalWithdrawn':
      return withChange(history, { kind: 'WITHDRAWN', ...data, ...stamps });
    case 'TierLowered': {
      const { from, to, cause } = data;
      return withChange(history, { kind: 'LOWERED', from, to, cause, ...stamps });
    }
    case 'TierReviewed':
      return withChange(history, { kind: 'REVIEWED', from: data.tier, to: data.tier, ...stamps });
    // A tolerant reader: what it does not know changes nothing.
    default:
      return history;
  }
}

type Step = Pick<TierChange, 'kind' | 'from' | 'to'> & Stamps & Partial<TierChange>;

function withChange(history: TierHistory, step: Step): TierHistory {
  const { kind, from, to, proposalNo = null, cause = null, lapsesAt = null } = step;
  const { occurredAt, recordedAt } = step;
  const change = { kind, from, to, proposalNo, cause, lapsesAt, occurredAt, recordedAt };
  return { ...history, changes: [...history.changes, change] };
}

/** The tier that holds: proposals count for nothing until they are confirmed. */
export function tierOf(history: TierHistory): RiskTier {
  return lastMove(history)?.to ?? 'T0';
}

/** When the tier that holds was entered; undefined of one that was never left. */
export function enteredAt(history: TierHistory): Timestamp | undefined {
  return lastMove(history)?.occurredAt;
}

function lastMove({ changes }: TierHistory): TierChange | undefined {
  return changes.findLast(({ kind }) => moves.has(kind));
}

/** The proposal that waits for a person, if one does. */
export function openProposal({ changes }: TierHistory): TierChange | null {
  const last = changes.findLast(({ proposalNo }) => proposalNo !== null);
  return last?.kind === 'PROPOSED' ? last : null;
}

const moves: ReadonlySet<TierChange['kind']> = new Set(['RAISED', 'CONFIRMED', 'LOWERED']);
