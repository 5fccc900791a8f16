import type { Timestamp } from '@redress/kernel';
import { settledAt } from '../domain/clock-settlement.policy.js';
import type { CaseClocks, Clock, Standing } from '../domain/clock-state.js';
import type { TimePolicies } from '../domain/time-policy-state.js';
import { usedPct } from '../domain/used-share.policy.js';
import type { ClockDetail, ClocksDetail } from '../http/clocks-detail.dto.js';

/**
 * What people are shown of the clocks at `now`: everything but their history. What has come due is
 * shown as such, also in the moment before it is recorded.
 */
export function clocksSummary(
  recorded: CaseClocks,
  now: Timestamp,
  policies: TimePolicies,
): Omit<ClocksDetail, 'id' | 'version' | 'history'> {
  const { round, clocks, promiseKept } = settledAt(recorded, now);
  return {
    at: now,
    round,
    ...(promiseKept === undefined ? {} : { promiseKept }),
    clocks: clocks.map((clock) => clockDetail(clock, now, policies)),
  };
}

function clockDetail(clock: Clock, now: Timestamp, policies: TimePolicies): ClockDetail {
  const { clockId, kind, round, subjectId, startedAt, dueAt, basis, targetSec } = clock;
  const { standing, breachedAt, restatement, policyVersion, calendarVersion } = clock;
  return {
    clockId,
    kind,
    round,
    ...(subjectId === undefined ? {} : { subjectId }),
    state: standing.phase,
    startedAt,
    dueAt,
    basis,
    targetSec,
    usedPct: usedPct(clock, now, policies),
    ...(breachedAt ? { breachedAt } : {}),
    ...endOf(standing),
    pauses: pausesOf(clock),
    ...(restatement ? { restatement: { step: restatement.step, metAt: restatement.metAt } } : {}),
    policyVersion,
    calendarVersion,
  };
}

function endOf(standing: Standing): Pick<ClockDetail, 'endedAt' | 'cancelReason' | 'overSec'> {
  if (standing.phase === 'MET') return { endedAt: standing.at, overSec: standing.overSec };
  if (standing.phase !== 'CANCELLED') return {};
  return { endedAt: standing.at, cancelReason: standing.reason };
}

function pausesOf({ pauses, standing }: Clock): ClockDetail['pauses'] {
  if (standing.phase !== 'PAUSED') return [...pauses];
  const { reason, since, withoutQuestion, limit } = standing;
  const open = { reason, from: since, withoutQuestion };
  return [...pauses, limit ? { ...open, endsAt: limit.resumesAt } : open];
}
