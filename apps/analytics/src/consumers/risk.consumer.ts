import { Inject } from '@nestjs/common';
import {
  type Consumed,
  type ConsumedEvent,
  Consumer,
  OnEvent,
  reactionTo,
  withinReaction,
} from '@redress/bus';
import {
  complaintEvents,
  customerEvents,
  incidentEvents,
  resolutionEvents,
  tierEvents,
} from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import type { Uuid } from '@redress/kernel';
import type { IdentityComponent } from '../domain/risk/component.policy.js';
import type { RiskEvaluation } from '../domain/risk/tier-command.js';
import { ANALYTICS, type Analytics, evaluationOf } from '../http/analytics.port.js';
import { CustomerFactsQuery } from '../read-models/customer-facts.query.js';

const { ReturnObserved, CreditObserved, BrightSpotRecorded } = customerEvents;
const { IdentityLinked, IdentityUnlinked } = customerEvents;
const { ComplainantLinked, ComplainantUnlinked } = complaintEvents;
const { ConductIncidentRecorded, ConductIncidentConfirmed, ConductIncidentRejected } =
  incidentEvents;

/**
 * Evaluates a customer after each fact that can change their score, in the order of the journal. A
 * purchase is none: a return rate is looked at when something comes back. Each evaluation knows what
 * was known when its fact was recorded, however many have followed since.
 */
@Consumer('analytics')
export class RiskConsumer {
  constructor(
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly facts: CustomerFactsQuery,
  ) {}

  @OnEvent(ReturnObserved)
  returned(consumed: Consumed<typeof ReturnObserved>): Promise<void> {
    return this.ofStream(consumed);
  }

  @OnEvent(CreditObserved)
  credited(consumed: Consumed<typeof CreditObserved>): Promise<void> {
    return this.ofStream(consumed);
  }

  @OnEvent(BrightSpotRecorded)
  shone(consumed: Consumed<typeof BrightSpotRecorded>): Promise<void> {
    return this.ofStream(consumed);
  }

  @OnEvent(IdentityLinked)
  linked(consumed: Consumed<typeof IdentityLinked>): Promise<void> {
    return this.ofStream(consumed);
  }

  /** Both sides are judged by their own facts again. */
  @OnEvent(IdentityUnlinked)
  async unlinked(consumed: Consumed<typeof IdentityUnlinked>): Promise<void> {
    await this.ofStream(consumed);
    await this.evaluate(consumed, consumed.event.data.otherId);
  }

  @OnEvent(ComplainantLinked)
  complainantLinked(consumed: Consumed<typeof ComplainantLinked>): Promise<void> {
    return this.evaluate(consumed, consumed.event.data.customerId);
  }

  @OnEvent(ComplainantUnlinked)
  complainantUnlinked(consumed: Consumed<typeof ComplainantUnlinked>): Promise<void> {
    return this.evaluate(consumed, consumed.event.data.customerId);
  }

  @OnEvent(ConductIncidentRecorded)
  reported(consumed: Consumed<typeof ConductIncidentRecorded>): Promise<void> {
    return this.evaluate(consumed, consumed.event.data.identityId);
  }

  @OnEvent(ConductIncidentConfirmed)
  confirmed(consumed: Consumed<typeof ConductIncidentConfirmed>): Promise<void> {
    return this.evaluate(consumed, consumed.event.data.identityId);
  }

  @OnEvent(ConductIncidentRejected)
  rejected(consumed: Consumed<typeof ConductIncidentRejected>): Promise<void> {
    return this.evaluate(consumed, consumed.event.data.identityId);
  }

  @OnEvent(resolutionEvents.FinalResponseIssued)
  responded(consumed: Consumed<typeof resolutionEvents.FinalResponseIssued>): Promise<void> {
    return this.ofStream(consumed);
  }

  /** After a step of the tier the day of the next one is computed anew; time alone raises nothing. */
  @OnEvent(tierEvents.TierLowered)
  lowered(consumed: Consumed<typeof tierEvents.TierLowered>): Promise<void> {
    return this.ofStream(consumed, 'DECAY');
  }

  @OnEvent(tierEvents.TierConfirmed)
  tierConfirmed(consumed: Consumed<typeof tierEvents.TierConfirmed>): Promise<void> {
    return this.ofStream(consumed, 'DECAY');
  }

  private ofStream(consumed: ConsumedEvent, cause: RiskEvaluation['cause'] = 'FACT') {
    return this.evaluate(consumed, consumed.record.envelope.stream.id, cause);
  }

  private async evaluate(
    consumed: ConsumedEvent,
    id: Uuid,
    cause: RiskEvaluation['cause'] = 'FACT',
  ): Promise<void> {
    const { origin, recordedAt, stream } = consumed.record.envelope;
    // A rehearsal judges nobody.
    if (origin === 'DRILL') return;
    const { tenantId } = stream;
    const { position } = consumed.record;
    const component = await this.facts.knownAt({ tenantId, id }, recordedAt, position);
    if (component?.canonicalId) await this.judge(consumed, component, component.canonicalId, cause);
  }

  private async judge(
    consumed: ConsumedEvent,
    component: IdentityComponent,
    customerId: Uuid,
    cause: RiskEvaluation['cause'],
  ): Promise<void> {
    const meta = reactionTo(consumed, 'analytics');
    const { tenantId, now } = meta;
    const rules = await this.analytics.rulesOf(tenantId, now, consumed.tx);
    const data = evaluationOf(component, rules, { at: now, cause });
    const options = {
      ...withinReaction(consumed),
      // The tier lies beside the customer, whoever's fact this was.
      orderingKey: `${tenantId}/${customerId}`,
    };
    const command = { type: 'EvaluateRisk', data, meta } as const;
    acceptedOrThrow(await this.analytics.tiers.handle(customerId, command, options));
  }
}
