import { Inject } from '@nestjs/common';
import { type Consumed, type ConsumedEvent, reactionTo, withinReaction } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import {
  complaintEvents,
  customerEvents,
  incidentEvents,
  resolutionEvents,
  tierEvents,
} from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import { laterOf, type Timestamp, type Uuid } from '@redress/kernel';
import {
  componentOf,
  hasWeight,
  type Members,
  membersAsOf,
  newestRecordedAt,
} from '../domain/risk/facts/component.policy.js';
import type { RiskEvaluation } from '../domain/risk/tier/tier-command.js';
import { evaluationOf } from '../domain/risk/tier/evaluation-of.policy.js';
import { ANALYTICS, type Analytics } from '../http/analytics.port.js';
import {
  CustomerFactsQuery,
  FactsNotReachedError,
} from '../read-models/customers/customer-facts.query.js';

const { CustomerRegistered, ReturnObserved, CreditObserved, BrightSpotRecorded } = customerEvents;
const { IdentityLinked, IdentityUnlinked } = customerEvents;
const { ComplaintReceived, ComplainantLinked, ComplainantUnlinked } = complaintEvents;
const { ConductIncidentRecorded, ConductIncidentConfirmed, ConductIncidentRejected } =
  incidentEvents;

/** Tries of one evaluation whose customer is judged from two sides at the same time. */
const triesMax = 5;

/** What brings facts of several partitions together. */
const linkTypes: ReadonlySet<string> = new Set([
  ...[IdentityLinked.type, IdentityUnlinked.type, ComplaintReceived.type],
  ...[ComplainantLinked.type, ComplainantUnlinked.type],
]);

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

  /** Facts may have been waiting for whom they belong to: logs are learnt in any order. */
  @OnEvent(CustomerRegistered)
  customerRegistered(consumed: Consumed<typeof CustomerRegistered>): Promise<void> {
    return this.ofStream(consumed);
  }

  @OnEvent(ComplaintReceived)
  async complaintReceived(consumed: Consumed<typeof ComplaintReceived>): Promise<void> {
    const { customerId } = consumed.event.data;
    if (customerId !== undefined) await this.evaluate(consumed, customerId);
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
    const { origin, stream } = consumed.record.envelope;
    // A rehearsal judges nobody.
    if (origin === 'DRILL') return;
    const whose = { tenantId: stream.tenantId, id };
    for (let tries = 1; tries <= triesMax; tries += 1) {
      if (await this.judge(consumed, whose, cause)) return;
    }
    throw new FactsNotReachedError(`the tier of ${id} does not stand still`);
  }

  /** False when somebody else judged the customer meanwhile, so that this must be done anew. */
  private async judge(
    consumed: ConsumedEvent,
    { tenantId, id }: { readonly tenantId: string; readonly id: Uuid },
    cause: RiskEvaluation['cause'],
  ): Promise<boolean> {
    const { recordedAt, type } = consumed.record.envelope;
    const { position } = consumed.record;
    const how = linkTypes.has(type) ? 'everything' : position;
    const members = await this.facts.membersAfter({ tenantId, id }, how);
    const present = componentOf(members, id);
    const customerId = present?.canonicalId;
    if (!present || !customerId) return true;
    const stream = { tenantId, category: 'tier', id: customerId };
    const { state, version } = await this.analytics.tiers.load(stream, consumed.tx);
    // What was learnt before whom it is about has been judged for nobody.
    const waited =
      type === CustomerRegistered.type
        ? await this.facts.newestIncidentBefore(tenantId, members, position)
        : undefined;
    const at = knownUpTo(members, {
      recordedAt: waited ? laterOf(recordedAt, waited) : recordedAt,
      judgedAt: state.judgedAt,
    });
    const component = componentOf(membersAsOf(members, at, 'recorded'), id) ?? present;
    if (!hasWeight(component) && state.judgedAt === undefined) return true;
    const rules = await this.analytics.rulesOf(tenantId, at, consumed.tx);
    const command = {
      type: 'EvaluateRisk',
      data: evaluationOf(component, rules, { at, cause }),
      meta: { ...reactionTo(consumed, 'analytics'), now: at },
    } as const;
    const outcome = await this.analytics.tiers.handle(customerId, command, {
      ...withinReaction(consumed),
      // The tier lies beside the customer, whoever's fact this was.
      orderingKey: `${tenantId}/${customerId}`,
      expectedVersion: version,
    });
    if (!outcome.ok && outcome.rejection.code === 'STALE_VERSION') return false;
    acceptedOrThrow(outcome);
    return true;
  }
}

/**
 * The time up to which facts count in an evaluation. Of one identity alone: that of the fact which
 * is judged, so that facts of one batch are judged one after the other; or of what was judged before
 * it, when this one comes late from another log. Identities that are or ever were linked are learnt of
 * in no order at all, so whatever is known of them counts: a fact that was judged while a link still
 * showed is judged again, for whom it is about, when the end of the link is learnt.
 */
function knownUpTo(
  members: Members,
  { recordedAt, judgedAt }: { recordedAt: Timestamp; judgedAt: Timestamp | undefined },
): Timestamp {
  const judged = judgedAt === undefined ? recordedAt : laterOf(recordedAt, judgedAt);
  return members.size > 1 ? laterOf(judged, newestRecordedAt(members)) : judged;
}
