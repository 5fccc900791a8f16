import type { RiskState } from '@redress/contracts';
import { timestampOf } from '@redress/kernel';
import type { CustomerRiskView } from '../customers/customer-risk.view.js';

/** The state that is published of a customer's row; what is null there is absent here. */
export function riskStateOf(
  row: CustomerRiskView,
  more: Pick<RiskState, 'foldVersion' | 'seen'>,
): RiskState {
  const { id: customerId, identities, tier, scorePts, brightSpots, orders } = row;
  const trend = row.trend;
  const { returns, complaints } = row;
  return {
    ...{ customerId, identities, tier, scorePts, trend, brightSpots, orders, returns, complaints },
    ...present('mergedInto', row.mergedInto),
    ...present('partyType', row.partyType as RiskState['partyType'] | null),
    ...present('source', row.source),
    ...present('registeredAt', instant(row.registeredAt)),
    ...present('tierSince', instant(row.tierSince)),
    ...present('scoredOn', row.scoredOn),
    ...present('nextChangeAt', instant(row.nextChangeAt)),
    ...present('proposal', proposalOf(row)),
    incidents: {
      reported: row.incidentsReported,
      confirmed: row.incidentsConfirmed,
      rejected: row.incidentsRejected,
    },
    ...more,
  };
}

function proposalOf(row: CustomerRiskView): RiskState['proposal'] | null {
  const { proposedTier: to, proposalNo } = row;
  const [proposedAt, lapsesAt] = [instant(row.proposedAt), instant(row.proposalLapsesAt)];
  if (!to || !proposalNo || !proposedAt || !lapsesAt) return null;
  return { to, proposalNo, proposedAt, lapsesAt };
}

function instant(time: Date | null) {
  return time && timestampOf(time.getTime());
}

function present<Name extends string, Value>(name: Name, value: Value | null | undefined) {
  return (value === null || value === undefined ? {} : { [name]: value }) as {
    [Key in Name]?: Value;
  };
}
