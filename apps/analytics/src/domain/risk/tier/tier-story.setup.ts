import type { RiskTier, TierEvent } from '@redress/contracts';
import {
  type Actor,
  type CommandMeta,
  fold,
  millisOf,
  personal,
  systemActor,
  type Timestamp,
  timestampOf,
} from '@redress/kernel';
import { dateOf, dayOf } from '../facts/local-day.js';
import { riskPolicyV1 } from '../policy/risk-parameters.policy.js';
import type { RiskAssessment, RiskEvaluation, TierCommand } from './tier-command.js';
import { tierDecider } from './tier.decider.js';
import type { TierState } from './tier-state.js';

/** Day 0 of every story, a Monday in Shanghai; its days begin at 16:00 UTC of the day before. */
export const monday = '2026-03-02';

/** The local date `days` after day 0. */
export function date(days: number): string {
  return dateOf(dayOf(monday) + days);
}

/** An instant of that local day: its beginning, plus `hours`. */
export function at(days: number, hours = 0): Timestamp {
  return timestampOf(millisOf('2026-03-01T16:00:00.000Z') + (days * 24 + hours) * 3_600_000);
}

export const compliance: Actor = { kind: 'USER', role: 'compliance', id: 'carla' };
export const reporter: Actor = { kind: 'USER', role: 'agent', id: 'rita' };
export const words = personal('Read the file, spoke with both agents.');

/** What decisions of these stories refer to. */
export const policyRefs = { 'risk-policy': 1, 'risk-model': 1 };

/** Two incidents by two reporters, as many confirmed facts, and no tier that falls. */
export const quiet: Omit<RiskAssessment, 'asOf'> = {
  scorePts: 0,
  safetyPts: 0,
  support: { incidents: 2, reporters: 2, topSeverity: 3 },
  floorHolds: false,
  floorUntil: null,
  fallsOn: { T1: null, T2: null, T3: null, T4: null },
  confirmedFacts: 2,
};

/** An evaluation on that day; what it does not name is as in `quiet`. */
export function evaluationOn(
  days: number,
  seen: Partial<RiskAssessment>,
  cause: RiskEvaluation['cause'] = 'FACT',
): RiskEvaluation {
  return {
    assessment: { ...quiet, ...seen, asOf: date(days) },
    parameters: riskPolicyV1,
    policyVersion: 1,
    modelVersion: 1,
    zone: 'Asia/Shanghai',
    cause,
    lapsesAt: at(days + 7, 9),
  };
}

/** A fact became known on that day, at nine in the morning unless told otherwise. */
export function fact(days: number, seen: Partial<RiskAssessment>, hours = 9): TierCommand {
  const data = evaluationOn(days, seen);
  return { type: 'EvaluateRisk', data, meta: meta(at(days, hours)) };
}

/** Nothing but time passed. */
export function decay(days: number, seen: Partial<RiskAssessment>, hours = 9): TierCommand {
  const data = evaluationOn(days, seen, 'DECAY');
  return { type: 'EvaluateRisk', data, meta: meta(at(days, hours)) };
}

/** What stands for every tier. */
const grave: Partial<RiskAssessment> = { scorePts: 100_000, floorHolds: true };

/** A word on a proposal by what is known that day: that it is as grave as can be, unless told otherwise. */
export function confirm(
  days: number,
  actor = compliance,
  proposalNo?: number,
  seen = grave,
): TierCommand {
  const data = { ...ruling(proposalNo), known: evaluationOn(days, seen, 'DECAY') };
  return { type: 'ConfirmTier', data, meta: meta(at(days, 12), actor) };
}

export function decline(days: number, actor = compliance, proposalNo?: number): TierCommand {
  return { type: 'DeclineTier', data: ruling(proposalNo), meta: meta(at(days, 12), actor) };
}

/** A look at the tier that a person sees. */
export function review(
  days: number,
  outcome: 'KEEP' | 'LOWER',
  actor = compliance,
  tier: RiskTier = 'T3',
): TierCommand {
  const data = { ...ruling(), tier, outcome, confirmedFacts: quiet.confirmedFacts };
  return { type: 'ReviewTier', data, meta: meta(at(days, 12), actor) };
}

/** What comes of these commands, each settled first; those that are refused change nothing. */
export function history(...commands: TierCommand[]): TierEvent[] {
  const events: TierEvent[] = [];
  for (const command of commands) events.push(...next(events, command));
  return events;
}

/** The state after these events. */
export function stateOf(events: readonly TierEvent[]): TierState {
  const actor = systemActor('spec');
  return fold(
    tierDecider,
    events.map((event) => ({ ...event, actor })),
  );
}

function next(past: readonly TierEvent[], command: TierCommand): readonly TierEvent[] {
  const due = tierDecider.settle?.(stateOf(past), command.meta.now) ?? [];
  const decision = tierDecider.decide(command, stateOf([...past, ...due]));
  return decision.ok ? [...due, ...decision.events] : [];
}

function ruling(proposalNo?: number) {
  const named = proposalNo === undefined ? {} : { proposalNo };
  return { reason: words, reporterIds: [reporter.id], ...named };
}

function meta(now: Timestamp, actor: Actor = systemActor('analytics')): CommandMeta {
  return {
    tenantId: 'demo',
    actor,
    now,
    origin: 'LIVE',
    correlationId: '00000000-0000-7000-8000-000000000000',
  };
}
