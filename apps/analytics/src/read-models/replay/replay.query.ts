import { Inject, Injectable } from '@nestjs/common';
import { customerEvents } from '@redress/contracts';
import { Problem } from '@redress/edge';
import type { Uuid } from '@redress/kernel';
import type { EventReading, ProjectedEvent } from '@redress/projections';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { riskReads } from '../../domain/risk/facts/risk-event.js';
import { ANALYTICS, type Analytics } from '../../http/analytics.port.js';
import { caseEvents, casesProjection } from '../cases/cases.projection.js';
import { CustomerFactsQuery } from '../customers/customer-facts.query.js';
import { customerRiskProjection } from '../customers/customer-risk.projection.js';
import { type ComplaintThen, complaintThen } from './replay-complaint.js';
import { type CustomerThen, customerThen, membersThen } from './replay-customer.js';
import { differenceOf, type FieldDifference } from './replay-difference.js';
import {
  countByStream,
  eventsUpTo,
  foldKeys,
  listed,
  type Moments,
  projectedBare,
  type ReplayedEvent,
  typesReadEmpty,
} from './replay-events.js';

/** What somebody was, or what was known of them, at a moment. */
export interface Replay<Then> extends Moments {
  readonly state: Then;
  /** All events behind the state; of more than a thousand the newest. */
  readonly events: readonly ReplayedEvent[];
  /** With `from`: what changed since then, and by which events. */
  readonly difference?: {
    readonly fields: readonly FieldDifference[];
    readonly events: readonly ReplayedEvent[];
  };
}

/** Whose past is asked for. */
interface Whose {
  readonly tenantId: string;
  readonly id: Uuid;
}

/** Folds single customers and cases as of a moment, from their own streams in the journal. */
@Injectable()
export class ReplayQuery {
  constructor(
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'journal'>,
    private readonly facts: CustomerFactsQuery,
  ) {}

  /** Throws Problem NOT_FOUND where the customer was not registered by then. */
  async customer({ tenantId, id }: Whose, moments: Moments): Promise<Replay<CustomerThen>> {
    const { at, from, axis } = moments;
    const [events, rules, rulesFrom] = await Promise.all([
      this.eventsOfCustomer({ tenantId, id }),
      this.analytics.rulesOf(tenantId, at),
      from === undefined ? undefined : this.analytics.rulesOf(tenantId, from),
    ]);
    const all = foldKeys(customerRiskProjection, events);
    return replayOf(events, moments, (moment) => {
      const upTo = eventsUpTo(events, moment, axis);
      const then = moment === at || !rulesFrom ? rules : rulesFrom;
      const orders = countByStream(upTo, customerEvents.TransactionObserved);
      const members = membersThen({ all, orders }, moment, axis);
      return customerThen(members, id, then, moment);
    });
  }

  /** Throws Problem NOT_FOUND where the complaint was not received by then. */
  async complaint({ tenantId, id }: Whose, moments: Moments): Promise<Replay<ComplaintThen>> {
    const events = await this.eventsOf(caseEvents, tenantId, [id]);
    return replayOf(events, moments, (moment) => {
      const upTo = eventsUpTo(events, moment, moments.axis);
      return complaintThen(foldKeys(casesProjection, upTo).get(id), id);
    });
  }

  /**
   * The events of everybody with whom the customer was ever linked. Whom that is, and which
   * incidents are theirs, the read model knows: facts are added to it and never taken away.
   */
  private async eventsOfCustomer({ tenantId, id }: Whose): Promise<readonly ProjectedEvent[]> {
    const members = await this.facts.members(tenantId, id);
    const incidents = [...members.values()].flatMap((facts) => facts.incidents);
    const ids = [id, ...members.keys(), ...incidents.map(({ incidentId }) => incidentId)];
    const events = await this.eventsOf(riskReads, tenantId, [...new Set(ids)]);
    // A rehearsal is no part of anybody's past.
    return events.filter(({ envelope }) => envelope.origin !== 'DRILL');
  }

  /** One round trip for all streams: what a fold declares of their events. */
  private async eventsOf(
    readings: readonly EventReading[],
    tenantId: string,
    ids: readonly string[],
  ): Promise<readonly ProjectedEvent[]> {
    const categories = [...new Set(readings.map(({ definition }) => definition.category))];
    const types = [...new Set(readings.map(({ definition }) => definition.type))];
    const typesWithoutData = typesReadEmpty(readings);
    const wanted = { tenantId, ids, categories, types, typesWithoutData };
    return projectedBare(readings, await this.runtime.journal().readBareStreams(wanted));
  }
}

function replayOf<Then>(
  events: readonly ProjectedEvent[],
  moments: Moments,
  thenAt: (moment: string) => Then | undefined,
): Replay<Then> {
  const { at, from, axis } = moments;
  const state = thenAt(at);
  if (state === undefined) throw new Problem('NOT_FOUND', `nothing of the kind by ${at}`);
  const made = eventsUpTo(events, at, axis);
  const replay = { ...moments, state, events: listed(made, { axis }) };
  if (from === undefined) return replay;
  const fields = differenceOf(thenAt(from), state);
  return { ...replay, difference: { fields, events: listed(made, { axis, from }) } };
}
