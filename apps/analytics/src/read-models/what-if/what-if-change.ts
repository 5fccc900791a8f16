import { createHash } from 'node:crypto';
import { addBusinessDays, compileCalendar } from '@redress/calendar';
import type { RiskTier } from '@redress/contracts';
import { canonicalJson } from '@redress/edge';
import { millisOf, type Timestamp, timestampOf, type Uuid } from '@redress/kernel';
import { componentOf, membersAsOf } from '../../domain/risk/facts/component.policy.js';
import { firstDivergence } from '../../domain/risk/what-if/path-divergence.policy.js';
import type { PeerBaseline } from '../../domain/risk/score/return-rate.policy.js';
import type { RiskParameters } from '../../domain/risk/policy/risk-parameters.policy.js';
import { scoreAt } from '../../domain/risk/score/score.policy.js';
import { dateAt, type TenantTimes } from '../../domain/risk/tier/tenant-times.policy.js';
import {
  type PathCause,
  type PathPoint,
  type PathRules,
  type PathSubject,
  tierPath,
} from '../../domain/risk/what-if/tier-path.policy.js';
import { riskModelVersion } from '../../domain/risk/tier/evaluation-of.policy.js';

/** The rules that are compared, and everything else that a run depends on beside the facts. */
export interface WhatIfInputs {
  readonly tenantId: string;
  /** The last recorded time that is taken into account. */
  readonly at: Timestamp;
  readonly base: WhatIfPolicy;
  readonly other: WhatIfPolicy;
  readonly times: TenantTimes;
  readonly baselines: readonly PeerBaseline[];
}

/** Rules, and where they come from: a version, a draft, or the request itself. */
export interface WhatIfPolicy {
  readonly policyVersion: number | null;
  readonly draftNo: number | null;
  readonly parameters: RiskParameters;
}

/** Where somebody stands at the end of a path. */
export interface TierAtEnd {
  readonly tier: RiskTier;
  /** Millipoints of the day of `at`. */
  readonly scorePts: number;
  /** The tier that waits for a person. */
  readonly proposed: RiskTier | null;
}

/** A customer whose tier is another one by the other rules. */
export interface WhatIfChange {
  readonly customerId: Uuid;
  readonly before: TierAtEnd;
  readonly after: TierAtEnd;
  /** Where both paths part: what happened then, and which facts it was. */
  readonly firstDivergence: {
    readonly at: Timestamp;
    readonly cause: PathCause['kind'];
    readonly factId: string | null;
    readonly factIds: readonly string[];
    readonly before: Standing;
    readonly after: Standing;
  };
  /** By the other rules a person would have been asked who never was: what they say is not known. */
  readonly needsConfirmation: boolean;
}

interface Standing {
  readonly tier: RiskTier;
  readonly proposed: RiskTier | null;
}

/** Walks the history of customers by both rules of a run. Pure: nothing can come of it. */
export function comparison(inputs: WhatIfInputs) {
  const base = pathRulesOf(inputs, inputs.base);
  const other = pathRulesOf(inputs, inputs.other);
  return (subject: PathSubject): WhatIfChange | undefined => {
    const [a, b] = [tierPath(subject, base), tierPath(subject, other)];
    const parting = firstDivergence(a, b);
    if (!parting) return undefined;
    const [before, after] = [standingOf(a.at(-1)), standingOf(b.at(-1))];
    const needsConfirmation = b.some(
      ({ at, confirmation }) => at >= parting.at && confirmation === 'WOULD_NEED_CONFIRMATION',
    );
    const isSame = before.tier === after.tier && before.proposed === after.proposed;
    // The paths may have met again: then nothing is different today, unless somebody was never asked.
    if (isSame && !needsConfirmation) return undefined;
    const { cause } = parting;
    const factIds = cause.kind === 'FACTS' ? cause.factIds : [];
    return {
      customerId: subject.customerId,
      before: { ...before, scorePts: scoreAtEnd(subject, inputs, base) },
      after: { ...after, scorePts: scoreAtEnd(subject, inputs, other) },
      firstDivergence: {
        at: parting.at,
        cause: cause.kind,
        factId: factIds[0] ?? null,
        factIds,
        before: standingOf(parting.a),
        after: standingOf(parting.b),
      },
      needsConfirmation,
    };
  };
}

/** A path that has not begun stands in the lowest tier. */
function standingOf(point: PathPoint | null | undefined): Standing {
  return { tier: point?.tier ?? 'T0', proposed: point?.proposed ?? null };
}

function pathRulesOf(
  { times: { zone, calendar }, baselines, base }: WhatIfInputs,
  { policyVersion, parameters }: WhatIfPolicy,
): PathRules {
  const compiled = compileCalendar(calendar);
  if (!compiled.ok) throw new RangeError('the published calendar cannot be used');
  return {
    ...{ zone, parameters, baselines, modelVersion: riskModelVersion },
    // What is not published yet would be the version after the one in force.
    policyVersion: policyVersion ?? (base.policyVersion ?? 0) + 1,
    lapsesAt(at) {
      const days = parameters.proposal.lapsesAfterBusinessDays;
      return timestampOf(addBusinessDays(compiled.calendar, millisOf(at), days));
    },
  };
}

function scoreAtEnd(
  { members, customerId, until }: PathSubject,
  { times }: WhatIfInputs,
  { zone, parameters, baselines }: PathRules,
): number {
  const component = componentOf(membersAsOf(members, until, 'recorded'), customerId);
  const date = dateAt(times, until);
  const question = { members: [...(component?.members.values() ?? [])], date, zone };
  return scoreAt({ ...question, parameters, baselines }).scorePts;
}

/** 2^256: digests are summed modulo it. */
const modulus = 1n << 256n;

/**
 * The hash of a result, whatever the order in which its changes are found. A sum, not XOR: a change
 * that is there twice must show.
 */
export class ResultHash {
  private sum = 0n;
  private count = 0;

  add(change: WhatIfChange): void {
    this.sum = (this.sum + BigInt(`0x${sha256(canonicalJson(change))}`)) % modulus;
    this.count += 1;
  }

  /** SHA-256 in hex of the number of customers that were walked and of the changes. */
  of(customers: number): string {
    return sha256(canonicalJson([customers, this.count, this.sum.toString(16)]));
  }
}

/**
 * SHA-256 in hex of all that a run was made from: who asks the same question again can tell. The
 * history needs no place in it: what was recorded up to `at` is the same for ever.
 */
export function inputsHashOf(inputs: WhatIfInputs): string {
  return sha256(canonicalJson(inputs));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
