import type { EntrySource } from '../../domain/risk/score/ledger-entry.js';
import type { CustomerRiskView } from '../../read-models/customers/customer-risk.view.js';
import type { ContributionView, RiskExplanationView } from './risk-explanation.dto.js';
import type { RiskReader } from './risk-reader.js';
import type { BasicDataView, ConductView, CustomerRecord } from './risk-record.dto.js';
import type { RiskShape } from './risk-reader.js';

type Field = Exclude<keyof CustomerRiskView, 'mergedInto'>;

/** What those see of a customer in a list who see the tier and no more. */
const tierFields = ['id', 'tier', 'tierSince', 'trend', 'brightSpots'] as const satisfies Field[];

const allFields = [
  ...tierFields,
  ...(['partyType', 'source', 'registeredAt', 'identities', 'scorePts', 'scoredOn'] as const),
  ...(['nextChangeAt', 'proposedTier', 'proposalNo', 'proposedAt', 'proposalLapsesAt'] as const),
  ...(['incidentsReported', 'incidentsConfirmed', 'incidentsRejected'] as const),
  ...(['orders', 'returns', 'complaints'] as const),
] as const satisfies Field[];

/** A customer in a list, as far as the reader sees them. */
export type CustomerShown = Pick<CustomerRiskView, (typeof tierFields)[number]> &
  Partial<Pick<CustomerRiskView, Field>>;

/** The fields of a customer in a list, in the order in which an export has its columns. */
export function customerFieldsFor(shape: RiskShape): readonly Field[] {
  return shape === 'TIER' ? tierFields : allFields;
}

/** A customer in a list as this reader sees them. */
export function customerFor({ shape, shown }: RiskReader, found: CustomerRiskView): CustomerShown {
  const { mergedInto: _, ...all } = found;
  if (shape === 'FULL') return all;
  if (shape === 'PSEUDONYMS') {
    return { ...all, id: shown(found.id), identities: found.identities.map(shown) };
  }
  const { id, tier, tierSince, trend, brightSpots } = found;
  return { id, tier, tierSince, trend, brightSpots };
}

/** The record of a customer as this reader sees it. */
export function recordFor(
  { shape, shown }: RiskReader,
  record: Required<CustomerRecord>,
): CustomerRecord {
  if (shape === 'FULL') return record;
  if (shape === 'PSEUDONYMS') return pseudonymous(record, shown);
  const { proposal, score, nextChangeAt, conduct, brightSpots, ...shownToAll } = record;
  return shownToAll;
}

/** Other systems' numbers name a customer as well as an id does; staff are nobody's business here. */
function pseudonymous(
  record: Required<CustomerRecord>,
  shown: RiskReader['shown'],
): CustomerRecord {
  const { transactions, credit, feedback, conduct, brightSpots } = record;
  return {
    ...record,
    id: shown(record.id),
    mergedInto: record.mergedInto && shown(record.mergedInto),
    basic: pseudonymousBasic(record.basic, shown),
    transactions: {
      ...transactions,
      lastOrders: transactions.lastOrders.map(({ orderId, ...order }) => order),
      returns: transactions.returns.map(({ returnId, orderId, ...returned }) => returned),
    },
    credit: credit.map(({ creditId, ...fact }) => fact),
    feedback: {
      complaints: feedback.complaints.map(({ complaintNo, ...complaint }) => ({
        ...complaint,
        complaintId: shown(complaint.complaintId),
      })),
      reviews: feedback.reviews.map(({ reviewId, ...review }) => review),
    },
    conduct: conduct.map((incident) => pseudonymousConduct(incident, shown)),
    brightSpots: brightSpots.map((spot) => ({ ...spot, identityId: shown(spot.identityId) })),
  };
}

function pseudonymousBasic(basic: BasicDataView, shown: RiskReader['shown']): BasicDataView {
  return {
    ...basic,
    identities: basic.identities.map((each) => ({ ...each, id: shown(each.id) })),
    links: basic.links.map((link) => ({
      ...link,
      identityId: shown(link.identityId),
      otherId: shown(link.otherId),
    })),
  };
}

function pseudonymousConduct(
  { reporterId: _, ...incident }: ConductView,
  shown: RiskReader['shown'],
): ConductView {
  const { identityId, complaintId } = incident;
  return {
    ...incident,
    identityId: shown(identityId),
    complaintId: complaintId && shown(complaintId),
  };
}

/** An explanation as this reader sees it; only readers who see a score are given one. */
export function explanationFor(
  { shape, shown }: RiskReader,
  explanation: RiskExplanationView,
): RiskExplanationView {
  if (shape !== 'PSEUDONYMS') return explanation;
  const { relief } = explanation;
  const { withoutFact = null } = relief ?? {};
  return {
    ...explanation,
    customerId: shown(explanation.customerId),
    contributions: explanation.contributions.map((each) => pseudonymousFact(each, shown)),
    credits: explanation.credits.map((each) => pseudonymousFact(each, shown)),
    relief: relief && {
      ...relief,
      withoutFact: withoutFact && {
        ...withoutFact,
        factId: factIdOf(withoutFact, shown),
      },
    },
  };
}

function pseudonymousFact<Of extends ContributionView['of']>(
  fact: ContributionView<Of>,
  shown: RiskReader['shown'],
): ContributionView<Of> {
  return { ...fact, factId: factIdOf(fact, shown) };
}

/** What is left of the name of a fact where it would name the customer, or their complaint. */
function factIdOf(
  { source, factId }: { readonly source: EntrySource; readonly factId: string },
  shown: RiskReader['shown'],
): string {
  const [first = '', ...rest] = factId.split('/');
  switch (source) {
    case 'RETURN_RATE':
    case 'PAYMENT':
      return first;
    case 'RESPONSE':
      return [shown(first), ...rest].join('/');
    case 'INCIDENT':
    case 'BRIGHT_SPOT':
    case 'TENURE':
      return factId;
  }
}
