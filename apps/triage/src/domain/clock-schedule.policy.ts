import {
  addBusinessDays,
  addBusinessMillis,
  businessMillisBetween,
  type Calendar,
} from '@redress/calendar';
import { laterOf, millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import type { Clock, Warning } from './clock-state.js';
import type { ClockTarget } from './clock-target.policy.js';

/** When a clock is due and when it warns before. */
export interface Schedule {
  readonly dueAt: Timestamp;
  readonly warnings: Warning[];
}

type Basis = Clock['basis'];

/** Milliseconds that count between two instants: all of them, or those of working time. */
export function countedMillis(
  basis: Basis,
  calendar: Calendar,
  from: Timestamp,
  to: Timestamp,
): number {
  if (basis === 'ELAPSED') return millisOf(to) - millisOf(from);
  return businessMillisBetween(calendar, millisOf(from), millisOf(to));
}

/** The schedule of a promise made at `startedAt`, and its length in the seconds that count. */
export function scheduleOf(
  target: ClockTarget,
  startedAt: Timestamp,
  calendar: Calendar,
  warnPcts: readonly number[],
): Schedule & { readonly targetSec: number } {
  const start = millisOf(startedAt);
  const { basis } = target;
  const due =
    basis === 'ELAPSED'
      ? start + target.targetSec * 1000
      : addBusinessDays(calendar, start, target.targetDays);
  const dueAt = timestampOf(due);
  const length = countedMillis(basis, calendar, startedAt, dueAt);
  const after = later(basis, calendar);
  return {
    // A day that is promised while everybody is away may hold no working time at all.
    targetSec: Math.max(1, Math.floor(length / 1000)),
    dueAt,
    warnings: warnPcts.map((pct) => ({ pct, at: after(startedAt, (length * pct) / 100) })),
  };
}

/**
 * The schedule after a pause: everything still to come moves by the time that would have counted,
 * and comes no earlier than the clock runs again. (Closing time and the next opening count alike;
 * and a shorter target may lie before the pause.)
 */
export function movedBy(
  clock: Pick<Clock, 'basis' | 'dueAt' | 'warnings'>,
  pause: { readonly from: Timestamp; readonly to: Timestamp },
  calendar: Calendar,
): Schedule {
  const paused = countedMillis(clock.basis, calendar, pause.from, pause.to);
  const after = later(clock.basis, calendar);
  const move = (at: Timestamp) => laterOf(after(at, paused), pause.to);
  return {
    dueAt: move(clock.dueAt),
    warnings: clock.warnings.map(({ pct, at }) => ({ pct, at: move(at) })),
  };
}

function later(basis: Basis, calendar: Calendar) {
  return (at: Timestamp, counted: number): Timestamp => {
    const amount = Math.floor(counted);
    if (basis === 'ELAPSED') return timestampOf(millisOf(at) + amount);
    return timestampOf(addBusinessMillis(calendar, millisOf(at), amount));
  };
}
