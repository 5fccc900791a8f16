import type {
  BrightSpotKind,
  ConductClass,
  CreditKind,
  customerEvents,
  EventOf,
  IncidentFactor,
} from '@redress/contracts';
import type { Uuid } from '@redress/kernel';
import type { Stamps } from './stamps.js';
import { initialTierHistory, type TierHistory } from '../tier/tier-history.js';

export type PartyType = EventOf<typeof customerEvents.CustomerRegistered>['data']['partyType'];

/**
 * A purchase that came back, with the orders and returns of the customer known when it was recorded,
 * itself included: the rate is looked at on this occasion only, so what is bought later changes no
 * score. An order is a divisor and no fact against anybody; it is not looked at again as of a time.
 */
export interface ReturnFact extends Stamps {
  readonly returnId: string;
  readonly source: string;
  readonly ordersThen: number;
  readonly returnsThen: number;
}

/** How the customer paid us; `source` and `creditId` together name the payment. */
export interface CreditFact extends Stamps {
  readonly creditId: string;
  readonly source: string;
  readonly kind: CreditKind;
  readonly severity: number;
}

export interface BrightSpotFact extends Stamps {
  readonly spotId: Uuid;
  readonly kind: BrightSpotKind;
  readonly evidenceId: Uuid;
}

/** What an adjudicator said of an incident; the last verdict is the one that holds. */
export type Verdict = Stamps &
  ({ readonly kind: 'CONFIRMED'; readonly severity: number } | { readonly kind: 'REJECTED' });

export interface IncidentFact extends Stamps {
  readonly incidentId: Uuid;
  readonly class: ConductClass;
  readonly factor: IncidentFactor;
  /** As it was reported. */
  readonly severity: number;
  readonly reporterId: string;
  readonly evidenceIds: readonly Uuid[];
  readonly complaintId: Uuid | null;
  readonly verdicts: readonly Verdict[];
}

/** A final response; whether we admitted to be wrong. The last one of a round is the one that holds. */
export interface ResponseFact extends Stamps {
  readonly complaintId: Uuid;
  readonly round: number;
  readonly upheld: boolean;
}

/** A link made or cut; the last move towards an identity is the one that holds. */
export type LinkMove = Stamps & { readonly otherId: Uuid } & (
    | {
        readonly kind: 'LINKED';
        readonly evidenceIds: readonly Uuid[];
        readonly confidencePct: number;
      }
    | { readonly kind: 'UNLINKED' }
  );

/**
 * What is recorded under one identity, a customer or a complaint; plain JSON. Links move no facts.
 *
 * Facts are only ever added, each with its stamps, and what holds is worked out by the readers: so
 * the state as of any time is a filter. Lists of one stream are in its order, incidents (each has a
 * stream of its own) by id, so it does not matter how the streams were interleaved on the way here.
 */
export interface IdentityFacts {
  /** Null until its registration or receipt is heard of: incidents may arrive before it. */
  readonly kind: 'CUSTOMER' | 'COMPLAINT' | null;
  readonly registered: Stamps | null;
  readonly partyType: PartyType | null;
  /** The system that registered the customer. */
  readonly source: string | null;
  /** Orders known now. */
  readonly orders: number;
  /** The first order recorded, then each that was earlier than all known before it. */
  readonly firstOrders: readonly Stamps[];
  readonly returns: readonly ReturnFact[];
  readonly creditFacts: readonly CreditFact[];
  readonly brightSpots: readonly BrightSpotFact[];
  readonly incidents: readonly IncidentFact[];
  readonly responses: readonly ResponseFact[];
  readonly links: readonly LinkMove[];
  readonly tier: TierHistory;
}

export const initialFacts: IdentityFacts = {
  kind: null,
  registered: null,
  partyType: null,
  source: null,
  orders: 0,
  firstOrders: [],
  returns: [],
  creditFacts: [],
  brightSpots: [],
  incidents: [],
  responses: [],
  links: [],
  tier: initialTierHistory,
};

/** The identities that this one is linked with at present, each once, by id. */
export function presentLinks(facts: IdentityFacts): readonly Uuid[] {
  const standing = new Map(facts.links.map(({ otherId, kind }) => [otherId, kind]));
  return [...standing]
    .filter(([, kind]) => kind === 'LINKED')
    .map(([otherId]) => otherId)
    .sort();
}
