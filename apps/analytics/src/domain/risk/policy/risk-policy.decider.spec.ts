import type { RiskPolicyEvent } from '@redress/contracts';
import { type Actor, fold, personal, type Recorded } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import { type RiskParameters, riskPolicyV1 } from './risk-parameters.policy.js';
import { riskPolicyDecider } from './risk-policy.decider.js';
import { initialRiskPolicies, policyInForce } from './risk-policy-state.js';

const now = '2026-03-02T01:00:00.000Z';
const later = '2026-03-09T01:00:00.000Z';
const reason = personal('Two repeats in a quarter are no pattern.');

const anna: Actor = { kind: 'USER', role: 'supervisor', id: 'anna' };
const ben: Actor = { kind: 'USER', role: 'compliance', id: 'ben' };
const shop: Actor = { kind: 'INTEGRATION', role: 'integration', id: 'shop' };

function meta(actor: Actor, at = now) {
  const correlationId = '00000000-0000-7000-8000-000000000000';
  return { tenantId: 'demo', actor, now: at, origin: 'LIVE', correlationId } as const;
}

const propose = (parameters: RiskParameters, actor = anna) =>
  ({ type: 'ProposeRiskPolicy', data: { parameters, reason }, meta: meta(actor) }) as const;
const approve = (draftNo: number, actor = ben) =>
  ({ type: 'ApproveRiskPolicy', data: { draftNo, reason }, meta: meta(actor, later) }) as const;
const refuse = (draftNo: number, actor = ben) =>
  ({ type: 'RejectRiskPolicy', data: { draftNo, reason }, meta: meta(actor, later) }) as const;
const withdraw = (draftNo: number, actor = anna) =>
  ({ type: 'WithdrawRiskPolicy', data: { draftNo, reason }, meta: meta(actor, later) }) as const;

const milder: RiskParameters = { ...riskPolicyV1, creditsCapPts: 40 };
const stricter: RiskParameters = { ...riskPolicyV1, creditsCapPts: 20 };

const byAnna = by(anna);
const byBen = by(ben);

function proposed(draftNo: number, parameters = milder): Recorded<RiskPolicyEvent> {
  const data = { draftNo, parameters, reason };
  return byAnna({ type: 'RiskPolicyProposed', occurredAt: now, data });
}

function published(
  policyVersion: number,
  draftNo: number,
  parameters = milder,
): Recorded<RiskPolicyEvent> {
  const data = { policyVersion, draftNo, parameters, reason };
  return byBen({ type: 'RiskPolicyPublished', occurredAt: later, data });
}

const rejected = byBen({
  type: 'RiskPolicyRejected',
  occurredAt: later,
  data: { draftNo: 1, reason },
} as const);

describe('a risk policy', () => {
  it('is version 1 of the product until a tenant publishes another one', () => {
    expect(policyInForce(initialRiskPolicies)).toEqual({
      policyVersion: 1,
      parameters: riskPolicyV1,
      publishedAt: undefined,
    });
    expect(policyInForce(initialRiskPolicies, '1990-01-01T00:00:00.000Z').policyVersion).toBe(1);
  });

  it('is proposed by one person and approved by another, as version 2', () => {
    given(riskPolicyDecider)
      .when(propose(milder))
      .then({
        type: 'RiskPolicyProposed',
        occurredAt: now,
        data: { draftNo: 1, parameters: milder, reason },
      });
    given(riskPolicyDecider, proposed(1))
      .when(approve(1))
      .then({
        type: 'RiskPolicyPublished',
        occurredAt: later,
        data: { policyVersion: 2, draftNo: 1, parameters: milder, reason },
      });
  });

  it('is approved by nobody who proposed it, and by no program', () => {
    const draft = given(riskPolicyDecider, proposed(1));
    draft.when(approve(1, anna)).thenRejected('SAME_PERSON');
    draft.when(approve(1, shop)).thenRejected('NOT_PERMITTED');
  });

  it('is in force from its publishing on; what was recorded before keeps its version', () => {
    const state = fold(riskPolicyDecider, [proposed(1), published(2, 1)]);
    expect(policyInForce(state).policyVersion).toBe(2);
    expect(policyInForce(state, later).parameters).toEqual(milder);
    expect(policyInForce(state, '2026-03-09T00:59:59.999Z').policyVersion).toBe(1);
    expect(state.versions).toEqual([
      { policyVersion: 1, parameters: riskPolicyV1, publishedAt: undefined },
      { policyVersion: 2, parameters: milder, publishedAt: later },
    ]);
  });

  it('numbers drafts and versions apart: a rejected draft uses up no version', () => {
    const past = given(riskPolicyDecider, proposed(1), rejected, proposed(2, stricter));
    expect(past.when(propose(milder)).events).toMatchObject([{ data: { draftNo: 3 } }]);
    expect(past.when(approve(2)).events).toMatchObject([
      { data: { policyVersion: 2, draftNo: 2, parameters: stricter } },
    ]);
  });

  it('goes back to version 1 as a version of its own', () => {
    const past = [proposed(1), published(2, 1), proposed(2, riskPolicyV1)];
    given(riskPolicyDecider, ...past)
      .when(approve(2))
      .then({
        type: 'RiskPolicyPublished',
        occurredAt: later,
        data: { policyVersion: 3, draftNo: 2, parameters: riskPolicyV1, reason },
      });
  });
});

describe('a draft', () => {
  it('is rejected by anybody who may, also by whoever proposed it', () => {
    const { actor: _, ...event } = rejected;
    given(riskPolicyDecider, proposed(1)).when(refuse(1)).then(event);
    given(riskPolicyDecider, proposed(1)).when(refuse(1, anna)).thenTypes('RiskPolicyRejected');
  });

  it('is taken back by whoever proposed it, and by nobody else', () => {
    const open = given(riskPolicyDecider, proposed(1));
    open.when(withdraw(1)).thenTypes('RiskPolicyRejected');
    open.when(withdraw(1, ben)).thenRejected('NOT_PERMITTED');
    open.when(withdraw(2)).thenRejected('DRAFT_UNKNOWN');
    given(riskPolicyDecider, proposed(1), published(2, 1))
      .when(withdraw(1))
      .thenRejected('DRAFT_ALREADY_DECIDED');
  });

  it('is decided once', () => {
    for (const past of [
      [proposed(1), published(2, 1)],
      [proposed(1), rejected],
    ]) {
      given(riskPolicyDecider, ...past)
        .when(approve(1))
        .thenRejected('DRAFT_ALREADY_DECIDED');
      given(riskPolicyDecider, ...past)
        .when(refuse(1))
        .thenRejected('DRAFT_ALREADY_DECIDED');
    }
    given(riskPolicyDecider, proposed(1)).when(approve(2)).thenRejected('DRAFT_UNKNOWN');
    given(riskPolicyDecider, proposed(1)).when(refuse(0)).thenRejected('DRAFT_UNKNOWN');
  });

  it('that would change nothing is not made, however its fields are ordered', () => {
    const reordered = Object.fromEntries(Object.entries(riskPolicyV1).reverse());
    given(riskPolicyDecider)
      .when(propose({ ...riskPolicyV1, ...reordered }))
      .thenRejected('POLICY_UNCHANGED');
    const { T4, T3, T2, T1 } = riskPolicyV1.tierEntryPts;
    given(riskPolicyDecider)
      .when(propose({ ...reordered, ...riskPolicyV1, tierEntryPts: { T4, T3, T2, T1 } }))
      .thenRejected('POLICY_UNCHANGED');
    given(riskPolicyDecider, proposed(1), published(2, 1))
      .when(propose(milder))
      .thenRejected('POLICY_UNCHANGED');
  });

  it('that says what another one has made law meanwhile is not published', () => {
    given(riskPolicyDecider, proposed(1), proposed(2), published(2, 1))
      .when(approve(2))
      .thenRejected('POLICY_UNCHANGED');
  });

  it('that cannot be used is refused with everything that is wrong', () => {
    const tierEntryPts = { ...riskPolicyV1.tierEntryPts, T2: 90 };
    const broken = { ...riskPolicyV1, tierEntryPts, factors: riskPolicyV1.factors.slice(1) };
    const { context } = given(riskPolicyDecider)
      .when(propose(broken))
      .thenRejected('POLICY_INVALID');
    expect(context?.['problems']).toHaveLength(2);
  });
});
