import { type ClockKind, clockKinds, type Severity, severities } from '@redress/contracts';
import type { ClockPolicy, ClockPolicyDraft } from './time-policy-command.js';

/** The length of a promise: seconds that pass on every clock, or working days of a calendar. */
export type ClockTarget =
  | { readonly basis: 'ELAPSED'; readonly targetSec: number }
  | { readonly basis: 'BUSINESS'; readonly targetDays: number };

type StoredTarget = ClockPolicyDraft['targets'][number];

/** The severity of a complaint that nobody has classified yet. */
export const severityBeforeClassification: Severity = 'S3';

/** The promise of this kind: the one for the severity, else the one for all. */
export function targetOf(policy: ClockPolicy, kind: ClockKind, severity: Severity): ClockTarget {
  const ofKind = policy.targets.filter((target) => target.kind === kind);
  const stored =
    ofKind.find((target) => target.severity === severity) ??
    ofKind.find((target) => target.severity === undefined);
  const target = stored ? lengthOf(stored) : undefined;
  // Publishing refuses a policy that leaves one out; a fold of what was published cannot.
  if (!target) throw new RangeError(`no target of ${kind} for ${severity} in the clock policy`);
  return target;
}

/** What is wrong with a policy, as sentences; empty when it can be published. */
export function policyProblems({ targets, warnPcts }: ClockPolicyDraft): readonly string[] {
  const names = targets.map(({ kind, severity }) => (severity ? `${kind} ${severity}` : kind));
  const malformed = targets.flatMap((target, index) =>
    lengthOf(target)
      ? []
      : [`${names[index]}: ELAPSED needs targetSec alone, BUSINESS needs targetDays alone`],
  );
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const missing = clockKinds.flatMap((kind) =>
    names.includes(kind)
      ? []
      : severities.map((severity) => `${kind} ${severity}`).filter((name) => !names.includes(name)),
  );
  const rising = warnPcts.every((pct, index) => pct < 100 && pct > (warnPcts[index - 1] ?? 0));
  return [
    ...malformed,
    ...twice.map((name) => `${name}: has two targets`),
    ...missing.map((name) => `${name}: has no target`),
    ...(rising ? [] : ['warnPcts: must rise and stay below 100, where the breach is']),
  ];
}

function lengthOf({ basis, targetSec, targetDays }: StoredTarget): ClockTarget | undefined {
  if (basis === 'ELAPSED' && targetSec !== undefined && targetDays === undefined) {
    return { basis, targetSec };
  }
  if (basis === 'BUSINESS' && targetDays !== undefined && targetSec === undefined) {
    return { basis, targetDays };
  }
  return undefined;
}
