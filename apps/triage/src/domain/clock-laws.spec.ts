import { requireCalendar } from '@redress/calendar';
import type { ClockEvent, ClockKind } from '@redress/contracts';
import { millisOf, type Timestamp } from '@redress/kernel';
import fc from 'fast-check';
import { clockDecider } from './clock.decider.js';
import type { ClockCommand, ClockFact } from './clock-command.js';
import { countedMillis, movedBy, scheduleOf } from './clock-schedule.policy.js';
import { settle, settledAt } from './clock-settlement.policy.js';
import {
  after,
  contact,
  history,
  next,
  observe,
  pauseOf,
  received,
  resumeOf,
  shanghai,
  stateOf,
} from './clock-story.setup.js';
import type { ClockTarget } from './clock-target.policy.js';

const calendar = requireCalendar(shanghai);
const kinds: readonly ClockKind[] = [
  ...(['ACK', 'PLAN', 'UPDATE', 'RESOLVE', 'RESPONSE', 'DEPT_REPLY', 'DISPUTE'] as const),
];

const facts: readonly ClockFact[] = [
  { type: 'ComplainantThanked' },
  { type: 'PlanCommunicated', round: 1 },
  { type: 'ComplaintClassified', round: 1 },
  { type: 'ResolutionProposed', round: 1, proposalNo: 1 },
  { type: 'ResolutionAnswered', round: 1, proposalNo: 1 },
  { type: 'FeedbackFormSent', round: 1, formNo: 'F-1' },
  { type: 'FeedbackFormAnswered', round: 1, formNo: 'F-1' },
  { type: 'FinalResponseIssued', round: 1 },
  { type: 'ComplaintClosed', round: 1, responded: true },
  { type: 'ComplaintReopened', round: 2 },
];

/** One step of a story: what is asked, as a function of when and of how many came before. */
type Step = (now: Timestamp, index: number) => ClockCommand;

const observed: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...facts), fc.constantFrom('S1' as const, 'S2' as const, 'S3' as const))
  .map(
    ([fact, severity]) =>
      (now, index) =>
        observe(fact, now, { generation: index, severity }),
  );

const contacted: fc.Arbitrary<Step> = fc
  .constantFrom('INBOUND' as const, 'OUTBOUND' as const)
  .map((direction) => (now, index) => {
    const fact = contact(direction, 'QUESTION', index);
    return observe(fact, now, { generation: index });
  });

const stopped: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(...kinds),
    fc.nat(3),
    fc.constantFrom('WAITING_CUSTOMER' as const, 'WAITING_THIRD_PARTY' as const),
    fc.boolean(),
  )
  .map(([kind, generation, reason, on]) => (now) => {
    return on ? pauseOf(kind, reason, now, generation) : resumeOf(kind, now, generation);
  });

/** Gaps in hours, from minutes to weeks, so that clocks end in every way. */
const gap = fc.oneof(
  fc.integer({ min: 1, max: 120 }).map((minutes) => minutes / 60),
  fc.integer({ min: 1, max: 400 }),
);

const story = fc.array(fc.tuple(gap, fc.oneof(observed, contacted, stopped)), { maxLength: 14 });

/** What happens when a story is told; steps that are refused change nothing. */
function tell(steps: readonly (readonly [number, Step])[]): {
  events: ClockEvent[];
  end: Timestamp;
} {
  const events = history(received());
  let hours = 0;
  for (const [index, [pause, step]] of steps.entries()) {
    hours += pause;
    events.push(...(next(events, step(after(hours), index + 1)) ?? []));
  }
  return { events, end: after(hours) };
}

describe('laws of the clocks', () => {
  it('a clock breaches at most once, and ends in exactly one way', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { events, end } = tell(steps);
        const { clocks } = stateOf([...events, ...settle(stateOf(events), end)]);
        for (const { clockId, breachedAt, standing } of clocks) {
          const count = (type: ClockEvent['type']) =>
            events.filter(
              (event) =>
                event.type === type && 'clockId' in event.data && event.data.clockId === clockId,
            ).length;
          expect(count('ClockBreached')).toBeLessThanOrEqual(1);
          expect(count('ClockMet') + count('ClockCancelled')).toBeLessThanOrEqual(1);
          if (count('ClockBreached') === 1) expect(count('ClockCancelled')).toBe(0);
          if (standing.phase === 'MET' && !breachedAt) expect(standing.overSec).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('every breach happens at its due time, every warning before it', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { events } = tell(steps);
        for (const event of events) {
          if (event.type === 'ClockBreached') expect(event.occurredAt).toBe(event.data.dueAt);
          if (event.type === 'ClockStarted' || event.type === 'ClockResumed') {
            const { dueAt, warnings } = event.data;
            for (const { at } of warnings) expect(at <= dueAt).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('third parties are waited for no longer than is allowed, all waits of a clock together', () => {
    // Pauses and resumes in turn: an hour or two of work, then up to half a month of waiting.
    const work = fc.integer({ min: 1, max: 120 }).map((minutes) => minutes / 60);
    const waits = fc.array(fc.tuple(work, fc.integer({ min: 1, max: 400 })), { maxLength: 8 });
    // 20 days of nine hours each.
    const allowed = 20 * 9 * 3_600_000;
    fc.assert(
      fc.property(waits, (turns) => {
        const steps = turns.flatMap(([worked, waited]): (readonly [number, Step])[] => [
          [worked, (now) => pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', now)],
          [waited, (now) => resumeOf('RESOLVE', now)],
        ]);
        const { clocks } = settledAt(stateOf(tell(steps).events), after(20_000));
        const pauses = clocks.find(({ kind }) => kind === 'RESOLVE')?.pauses ?? [];
        const waited = pauses.map(({ from, to }) => countedMillis('BUSINESS', calendar, from, to));
        expect(waited.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(allowed);
      }),
      { numRuns: 100 },
    );
  });

  it('settling in one go is settling in many steps, in the order of time', () => {
    const stops = fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 8 });
    fc.assert(
      fc.property(story, stops, (steps, hours) => {
        const { events } = tell(steps);
        const end = after(4_000);
        const atOnce = settle(stateOf(events), end);
        const inSteps: ClockEvent[] = [];
        for (const now of [...hours.sort((a, b) => a - b).map(after), end]) {
          inSteps.push(...settle(stateOf([...events, ...inSteps]), now));
        }
        expect(inSteps).toEqual(atOnce);
        const instants = atOnce.map(({ occurredAt }) => occurredAt);
        expect(instants).toEqual([...instants].sort());
        expect(settle(stateOf([...events, ...atOnce]), end)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('nothing is due before the earliest deadline, and something is at it', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const { events } = tell(steps);
        const state = stateOf(events);
        const dueAt = (clockDecider.deadlines?.(state) ?? []).map((each) => each.dueAt).sort()[0];
        if (!dueAt) {
          expect(settle(state, after(100_000))).toEqual([]);
        } else {
          expect(settle(state, dueAt)[0]?.occurredAt).toBe(dueAt);
          expect(settle(state, new Date(millisOf(dueAt) - 1).toISOString())).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

const target: fc.Arbitrary<ClockTarget> = fc.oneof(
  fc
    .integer({ min: 1, max: 900_000 })
    .map((targetSec) => ({ basis: 'ELAPSED', targetSec }) as const),
  fc.integer({ min: 1, max: 30 }).map((targetDays) => ({ basis: 'BUSINESS', targetDays }) as const),
);
const hour = fc.integer({ min: 0, max: 2_000 }).map((quarters) => quarters / 4);

describe('laws of a schedule', () => {
  it('pauses add up: what is left to count is the same before and after each', () => {
    fc.assert(
      fc.property(
        target,
        hour,
        fc.array(fc.tuple(hour, hour), { maxLength: 5 }),
        (of, at, gaps) => {
          const startedAt = after(at);
          let clock = { basis: of.basis, ...scheduleOf(of, startedAt, calendar, [50, 75, 90]) };
          let from = at;
          let paused = 0;
          const before = countedMillis(of.basis, calendar, startedAt, clock.dueAt);
          for (const [run, stop] of gaps) {
            const pause = { from: after(from + run), to: after(from + run + stop) };
            // What is due has ended; it is not paused any more.
            if (pause.from > clock.dueAt) break;
            paused += countedMillis(of.basis, calendar, pause.from, pause.to);
            clock = { ...clock, ...movedBy(clock, pause, calendar) };
            from += run + stop;
          }
          expect(countedMillis(of.basis, calendar, startedAt, clock.dueAt)).toBe(before + paused);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is monotone: a later start is never due earlier, a longer pause never moves less', () => {
    fc.assert(
      fc.property(target, hour, hour, (of, at, more) => {
        const early = scheduleOf(of, after(at), calendar, [50]);
        const later = scheduleOf(of, after(at + more), calendar, [50]);
        expect(later.dueAt >= early.dueAt).toBe(true);
        const clock = { basis: of.basis, ...early };
        const short = movedBy(clock, { from: after(at), to: after(at + more) }, calendar);
        const long = movedBy(clock, { from: after(at), to: after(at + more + 1) }, calendar);
        expect(long.dueAt >= short.dueAt && short.dueAt >= early.dueAt).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
