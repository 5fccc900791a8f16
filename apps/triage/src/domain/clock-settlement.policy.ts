import type { ClockEvent } from '@redress/contracts';
import { type Deadline, systemActor, type Timestamp } from '@redress/kernel';
import { breachOf } from './clock-moves.policy.js';
import { type CaseClocks, type Clock, evolve } from './clock-state.js';

const clockwork = systemActor('clockwork');

/**
 * What became true by the mere passing of time up to `now`, each at its own instant and in the order
 * of time: warnings, breaches, and the end of pauses that may not last for ever. A promise is kept
 * strictly before it is due.
 */
export function settle(state: CaseClocks, now: Timestamp): readonly ClockEvent[] {
  const events: ClockEvent[] = [];
  let current = state;
  for (let next = nextEvent(current); next && next.occurredAt <= now; next = nextEvent(current)) {
    events.push(next);
    current = evolve(current, { ...next, actor: clockwork });
  }
  return events;
}

/** The clocks as they stand at `now`, also where nobody has recorded it yet. */
export function settledAt(state: CaseClocks, now: Timestamp): CaseClocks {
  return settle(state, now).reduce(
    (clocks, event) => evolve(clocks, { ...event, actor: clockwork }),
    state,
  );
}

/** The instants at which the clocks must be settled next even if nobody calls. */
export function deadlines({ clocks }: CaseClocks): readonly Deadline[] {
  return clocks.flatMap((clock) =>
    comingEvents(clock).map(({ type, occurredAt }) => ({
      timerId: `${clock.clockId}:${type}`,
      dueAt: occurredAt,
    })),
  );
}

function nextEvent({ clocks }: CaseClocks): ClockEvent | undefined {
  let next: ClockEvent | undefined;
  for (const coming of clocks.flatMap(comingEvents)) {
    if (!next || coming.occurredAt < next.occurredAt) next = coming;
  }
  return next;
}

/** At most one event of each type: the next warning, the breach, or the end of the pause. */
function comingEvents(clock: Clock): ClockEvent[] {
  const { round, clockId, kind, standing } = clock;
  const of = { round, clockId, kind };
  if (standing.phase === 'RUNNING') {
    const breach = breachOf(clock);
    const [warning] = clock.warnings;
    if (!warning) return [breach];
    const { pct, at } = warning;
    return [{ type: 'ClockWarned', occurredAt: at, data: { ...of, pct } }, breach];
  }
  if (standing.phase !== 'PAUSED' || !standing.limit) return [];
  const { resumesAt, ...schedule } = standing.limit;
  const data = { ...of, cause: 'LIMIT_REACHED' as const, ...schedule };
  return [{ type: 'ClockResumed', occurredAt: resumesAt, data }];
}
