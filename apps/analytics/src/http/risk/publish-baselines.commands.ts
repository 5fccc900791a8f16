import type { Outcome } from '@redress/event-log';
import type { PeerBaselineEvent, RejectionCode } from '@redress/contracts';
import type { HandleOptions } from '@redress/event-log';
import type { CommandMeta } from '@redress/kernel';
import { baselineOf } from '../../domain/risk/score/baseline-of.policy.js';
import { dateAt } from '../../domain/risk/tier/tenant-times.policy.js';
import type { CustomersQuery, GroupRates } from '../../read-models/customers/customers.query.js';
import type { Analytics } from '../analytics.port.js';

/** What a baseline is computed from and recorded with. */
export interface BaselineParts {
  readonly analytics: Pick<Analytics, 'peerBaselines' | 'rulesOf'>;
  readonly customers: Pick<CustomersQuery, 'returnRates'>;
}

/** Of which tenant, when and by whom; without groups of each. */
interface AskedBaselines {
  readonly meta: CommandMeta;
  readonly groups?: readonly GroupRates['group'][];
}

/**
 * Publishes how the customers of a tenant do today, in its zone: once a local day and group. Nothing
 * is recorded where no customer has as many orders as the policy in force asks for.
 */
export async function publishBaselines(
  { analytics, customers }: BaselineParts,
  { meta, groups }: AskedBaselines,
  options: HandleOptions = {},
): Promise<Outcome<PeerBaselineEvent, RejectionCode>> {
  const { tenantId, now } = meta;
  const { times, policy } = await analytics.rulesOf(tenantId, now);
  const rates = await customers.returnRates(tenantId, policy.parameters.returnRate.ordersMin);
  const asked = rates.filter(({ group }) => groups === undefined || groups.includes(group));
  const data = { date: dateAt(times, now), groups: asked.flatMap(groupOf) };
  return analytics.peerBaselines.handle(
    tenantId,
    { type: 'PublishBaselines', data, meta },
    options,
  );
}

function groupOf({ group, ratesMilli }: GroupRates) {
  const baseline = baselineOf(ratesMilli);
  return baseline ? [{ group, ...baseline }] : [];
}
