import type { CsvCell, CsvTable } from '@redress/edge';
import type { Uuid } from '@redress/kernel';
import type { Members } from '../../domain/risk/facts/component.policy.js';
import { explain } from '../../domain/risk/score/explanation.policy.js';
import { dateAt } from '../../domain/risk/tier/tenant-times.policy.js';
import { openProposal } from '../../domain/risk/tier/tier-history.js';
import { customerIn } from '../../read-models/customers/customer-facts.query.js';
import type { CustomerRiskView } from '../../read-models/customers/customer-risk.view.js';
import { reportersOf, type RulesInForce } from '../../domain/risk/tier/evaluation-of.policy.js';
import type { TierConfirmation } from './risk.dto.js';
import type { RiskExplanationView } from './risk-explanation.dto.js';
import type { RiskReader } from './risk-reader.js';
import { type CustomerShown, customerFieldsFor, customerFor } from './risk-shapes.js';

/** An open proposal as the person who decides sees it; undefined where it was decided meanwhile. */
export function confirmationOf(
  found: CustomerRiskView,
  members: Members,
  callerId: Uuid,
): TierConfirmation | undefined {
  const { id, proposedTier, proposalNo, proposedAt, proposalLapsesAt } = found;
  if (!proposedTier || !proposalNo || !proposedAt || !proposalLapsesAt) return undefined;
  const tier = members.get(id)?.tier;
  const reporters = reportersOf(members);
  const { scorePts, scoredOn, trend, brightSpots } = found;
  const { incidentsReported, incidentsConfirmed, incidentsRejected } = found;
  return {
    id,
    tier: found.tier,
    to: proposedTier,
    proposalNo,
    cause: (tier && openProposal(tier)?.cause) ?? null,
    proposedAt,
    lapsesAt: proposalLapsesAt,
    ...{ scorePts, scoredOn, trend, brightSpots },
    ...{ incidentsReported, incidentsConfirmed, incidentsRejected },
    reporters: reporters.length,
    isYourReport: reporters.includes(callerId),
    explanation: `/api/v1/risk/${id}/explanation`,
  };
}

/** The table of an export of customers, with the columns that the reader sees. */
export function customerTable(
  reader: RiskReader,
  pages: AsyncIterable<readonly CustomerRiskView[]>,
): CsvTable {
  const columns = customerFieldsFor(reader.shape);
  async function* lines() {
    for await (const page of pages) {
      yield page.map((found) => {
        const shown = customerFor(reader, found);
        return columns.map((column) => cellOf(shown[column]));
      });
    }
  }
  return { name: 'customers', columns, pages: lines() };
}

function cellOf(value: CustomerShown[keyof CustomerShown]): CsvCell {
  return Array.isArray(value) ? value.join(' ') : (value ?? null);
}

/** Whom an explanation is about, and as of when. */
type ExplanationMoment = Pick<RiskExplanationView, 'customerId' | 'at' | 'axis'>;

/**
 * The explanation for a moment, from the facts of all who were ever linked with the customer, as these
 * stood then; undefined while the customer was not registered.
 */
export function explanationAt(
  members: Members,
  { times, policy, baselines }: RulesInForce,
  moment: ExplanationMoment,
): RiskExplanationView | undefined {
  const { customerId, at } = moment;
  const component = customerIn(members, customerId);
  const canonical = component?.members.get(component.canonicalId);
  if (!component || !canonical) return undefined;
  const { policyVersion, parameters } = policy;
  const question = {
    members: [...component.members.values()],
    date: dateAt(times, at),
    zone: times.zone,
    parameters,
    baselines,
  };
  return { ...moment, ...explain(question, { history: canonical.tier, policyVersion }) };
}
