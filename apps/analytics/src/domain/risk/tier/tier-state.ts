import type { EventOf, RiskTier, TierEvent, tierEvents } from '@redress/contracts';
import type { LocalDate, Timestamp } from '@redress/kernel';

type DataOf<Type extends keyof typeof tierEvents> = EventOf<(typeof tierEvents)[Type]>['data'];

/** A rise that counts only once a person confirms it. */
export type Proposal = DataOf<'TierProposed'>;

/** The tier of one customer, and what the next step depends on. */
export interface TierState {
  readonly tier: RiskTier;
  /** What was recorded last; of a customer without events nothing needs to be recorded. */
  readonly scored: Pick<DataOf<'RiskScored'>, 'scorePts' | 'tier'>;
  /** The versions by which `scored` came about, 0 before anything was scored. */
  readonly versions: Pick<DataOf<'RiskScored'>, 'policyVersion' | 'modelVersion'>;
  /** The time of the newest fact that was judged with something to say; a late one is judged with it. */
  readonly judgedAt: Timestamp | undefined;
  /** When this tier falls. Unknown from a change of tier until the next evaluation. */
  readonly nextChangeAt: Timestamp | undefined;
  /** The open one; there is never a second. */
  readonly proposal: Proposal | undefined;
  readonly lastProposalNo: number;
  /** By tier: how many facts were confirmed when a rise to it was refused, or it was lowered by review. */
  readonly refused: Readonly<Partial<Record<RiskTier, number>>>;
  /** The local day of the last rise; a proposal is one. */
  readonly lastRiseOn: LocalDate | undefined;
  readonly loweredAt: Timestamp | undefined;
}

export const initialTier: TierState = {
  tier: 'T0',
  scored: { scorePts: 0, tier: 'T0' },
  versions: { policyVersion: 0, modelVersion: 0 },
  judgedAt: undefined,
  nextChangeAt: undefined,
  proposal: undefined,
  lastProposalNo: 0,
  refused: {},
  lastRiseOn: undefined,
  loweredAt: undefined,
};

export function evolve(state: TierState, event: TierEvent): TierState {
  switch (event.type) {
    case 'RiskScored': {
      const { scorePts, tier, policyVersion, modelVersion, nextChangeAt } = event.data;
      const versions = { policyVersion, modelVersion };
      const judgedAt = event.occurredAt;
      return { ...state, scored: { scorePts, tier }, versions, judgedAt, nextChangeAt };
    }
    case 'TierRaised':
      return { ...moved(state, event.data.to), lastRiseOn: event.data.asOf };
    case 'TierProposed': {
      const { proposalNo, asOf } = event.data;
      return { ...state, proposal: event.data, lastProposalNo: proposalNo, lastRiseOn: asOf };
    }
    case 'TierConfirmed':
      return { ...moved(state, event.data.to), proposal: undefined };
    case 'TierProposalWithdrawn':
      return { ...state, proposal: undefined };
    case 'TierDeclined':
    case 'TierLapsed':
      return refusedNow(state);
    case 'TierLowered': {
      const { from, to, confirmedFacts } = event.data;
      const lowered = { ...moved(state, to), loweredAt: event.occurredAt };
      return confirmedFacts === undefined ? lowered : refusing(lowered, from, confirmedFacts);
    }
    case 'TierReviewed':
      return state;
  }
}

/** The state after these events, whoever caused them. */
export function evolveAll(state: TierState, events: readonly TierEvent[]): TierState {
  return events.reduce(evolve, state);
}

/** The day on which the former tier would have fallen says nothing about the new one. */
function moved(state: TierState, tier: RiskTier): TierState {
  return { ...state, tier, nextChangeAt: undefined };
}

function refusedNow(state: TierState): TierState {
  const { proposal } = state;
  if (!proposal) return state;
  return refusing({ ...state, proposal: undefined }, proposal.to, proposal.confirmedFacts);
}

function refusing(state: TierState, tier: RiskTier, confirmedFacts: number): TierState {
  return { ...state, refused: { ...state.refused, [tier]: confirmedFacts } };
}
