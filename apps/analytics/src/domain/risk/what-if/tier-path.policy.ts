import type { RiskTier, TierEvent } from '@redress/contracts';
import { personal, type Timestamp, type Uuid } from '@redress/kernel';
import { assess } from '../score/assessment.policy.js';
import { componentOf, type Members, membersAsOf } from '../facts/component.policy.js';
import { type FactMoment, factMoments } from '../facts/fact-moments.js';
import { dateOf, dayIn } from '../facts/local-day.js';
import { confirmationOf } from '../tier/proposal-standing.policy.js';
import type { RiskQuestion } from '../score/risk-ledger.policy.js';
import type { RiskEvaluation } from '../tier/tier-command.js';
import { evaluateTier } from '../tier/tier-evaluation.policy.js';
import { initialTierHistory, type TierChange } from '../tier/tier-history.js';
import { deadlines, settle } from '../tier/tier-settlement.policy.js';
import { evolveAll, initialTier, type TierState } from '../tier/tier-state.js';

/** The rules that a history is walked with. */
export interface PathRules
  extends Pick<RiskQuestion, 'zone' | 'parameters' | 'baselines'>,
    Pick<RiskEvaluation, 'policyVersion' | 'modelVersion'> {
  /** When a proposal made at an instant lapses, by the tenant's business days. */
  lapsesAt(at: Timestamp): Timestamp;
}

/** Whose history, and until when it is known. */
export interface PathSubject {
  /** Everybody whom the customer was ever linked with, and the customer. */
  readonly members: Members;
  readonly customerId: Uuid;
  /** The last recorded time that is taken into account. */
  readonly until: Timestamp;
}

/** Why somebody stands where they stand: facts that were learnt, a day that came, a person's word. */
export type PathCause =
  | { readonly kind: 'FACTS'; readonly factIds: readonly string[] }
  | { readonly kind: 'TIME' }
  | { readonly kind: 'PERSON'; readonly decision: TierChange['kind'] };

/** Where the customer stands from an instant on. */
export interface PathPoint {
  readonly at: Timestamp;
  readonly scorePts: number;
  readonly tier: RiskTier;
  /** The tier that waits for a person. */
  readonly proposed: RiskTier | null;
  readonly cause: PathCause;
  /**
   * Of a proposal that is made here: whether history has the same one, so that what people made of
   * it is kept. Otherwise nobody was ever asked, and nobody answers now.
   */
  readonly confirmation: 'KEPT' | 'WOULD_NEED_CONFIRMATION' | null;
}

/** Each fact moves a tier and leaves at most its four falls and two lapses behind; far beyond that. */
const MAX_POINTS = 100_000;

/**
 * The path of a customer's tier, had these rules been in force from the beginning: the rules of the
 * tier, run over what was known at each instant. Nothing is recorded by it.
 */
export function tierPath(subject: PathSubject, rules: PathRules): readonly PathPoint[] {
  const inputs = inputsOf(subject);
  const history = subject.members.get(subject.customerId)?.tier ?? initialTierHistory;
  const points: PathPoint[] = [];
  let state = initialTier;
  for (let next = 0; points.length < MAX_POINTS; ) {
    const step = stepAfter(state, inputs[next], subject.until);
    if (step === undefined) break;
    if (step.cause.kind !== 'TIME') next += 1;
    const evaluation = evaluationAt(step, subject, rules);
    const before = evolveAll(state, step.events(state, evaluation));
    const events = evaluation === undefined ? [] : evaluateTier(before, evaluation, step.at);
    state = evolveAll(before, events);
    points.push({
      at: step.at,
      scorePts: evaluation?.assessment.scorePts ?? state.scored.scorePts,
      tier: state.tier,
      proposed: state.proposal?.to ?? null,
      cause: step.cause,
      confirmation: confirmationOf(events, history),
    });
  }
  return points;
}

/** Something that happens on the path, and what it does to the tier before anything is evaluated. */
interface Step {
  readonly at: Timestamp;
  readonly cause: PathCause;
  events(state: TierState, evaluation: RiskEvaluation | undefined): readonly TierEvent[];
}

/** What comes first: a day that the tier waits for, or the next thing that history holds. */
function stepAfter(state: TierState, input: Step | undefined, until: Timestamp): Step | undefined {
  const at = deadlines(state)
    .map(({ dueAt }) => dueAt)
    .sort()[0];
  if (at === undefined || at > until || (input && input.at < at)) return input;
  return { at, cause: { kind: 'TIME' }, events: () => settle(state, at) };
}

function inputsOf(subject: PathSubject): readonly Step[] {
  const learnt = new Map<Timestamp, FactMoment[]>();
  for (const moment of factMoments(subject.members).filter(({ at }) => at <= subject.until)) {
    learnt.set(moment.at, [...(learnt.get(moment.at) ?? []), moment]);
  }
  const facts = [...learnt].flatMap(([at, moments]) => factStep(at, moments, subject));
  const changes = subject.members.get(subject.customerId)?.tier.changes ?? [];
  const decisions = changes
    .filter((change) => change.recordedAt <= subject.until && isByPerson(change))
    .map(decisionStep);
  return [...facts, ...decisions].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** Facts of somebody who was not known to be this customer at that time are left out. */
function factStep(
  at: Timestamp,
  moments: readonly FactMoment[],
  subject: PathSubject,
): readonly Step[] {
  const members = componentAt(subject, at)?.members;
  const own = moments.filter(({ identityId, isLink }) => isLink || members?.has(identityId));
  const factIds = [...new Set(own.map(({ factId }) => factId))];
  return own.length === 0 ? [] : [{ at, cause: { kind: 'FACTS', factIds }, events: () => [] }];
}

function isByPerson({ kind, cause }: TierChange): boolean {
  return kind === 'CONFIRMED' || kind === 'DECLINED' || (kind === 'LOWERED' && cause === 'REVIEW');
}

/** A person's word counts where the same is asked as was asked then, and is passed over otherwise. */
function decisionStep({ kind, from, to, recordedAt: at }: TierChange): Step {
  return {
    at,
    cause: { kind: 'PERSON', decision: kind },
    events({ tier, proposal }, evaluation) {
      if (tier !== from) return [];
      const data = { from, to, reason: unread };
      if (kind === 'LOWERED') {
        const confirmedFacts = evaluation?.assessment.confirmedFacts ?? 0;
        const lowered = { ...data, cause: 'REVIEW' as const, confirmedFacts };
        return [{ type: 'TierLowered', occurredAt: at, data: lowered }];
      }
      if (proposal?.to !== to) return [];
      const type = kind === 'CONFIRMED' ? 'TierConfirmed' : 'TierDeclined';
      return [{ type, occurredAt: at, data: { ...data, proposalNo: proposal.proposalNo } }];
    },
  };
}

/** Reasons are sealed and weigh nothing. */
const unread = personal('');

/** What the tier is judged by at a step; nothing while somebody else spoke for the customer. */
function evaluationAt(
  { at, cause }: Step,
  subject: PathSubject,
  { zone, parameters, baselines, policyVersion, modelVersion, lapsesAt }: PathRules,
): RiskEvaluation | undefined {
  const component = componentAt(subject, at);
  if (component?.canonicalId !== subject.customerId) return undefined;
  const members = [...component.members.values()];
  const date = dateOf(dayIn(zone, at));
  return {
    assessment: assess({ members, date, zone, parameters, baselines }),
    parameters,
    policyVersion,
    modelVersion,
    zone,
    cause: cause.kind === 'FACTS' ? 'FACT' : 'DECAY',
    // Counts business days, for the few steps that propose something.
    get lapsesAt() {
      return lapsesAt(at);
    },
  };
}

function componentAt({ members, customerId }: PathSubject, at: Timestamp) {
  return componentOf(membersAsOf(members, at, 'recorded'), customerId);
}
