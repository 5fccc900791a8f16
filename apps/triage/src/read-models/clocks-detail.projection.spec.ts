import { clocksSummary } from './clocks-detail.projection.js';
import {
  after,
  clockId,
  contact,
  defaultTimes,
  history,
  observe,
  pauseOf,
  received,
  stateOf,
} from '../domain/clock-story.setup.js';

const policies = defaultTimes().all;
const thanked = observe({ type: 'ComplainantThanked' }, after(0.5));

function summary(hours: number, ...commands: Parameters<typeof history>) {
  return clocksSummary(stateOf(history(...commands)), after(hours), policies);
}

function clockOf(kind: string, shown: ReturnType<typeof summary>) {
  return shown.clocks.filter((clock) => clock.kind === kind).at(-1);
}

describe('the clocks of a case as people see them', () => {
  it('shows how much of each promise is used up, in the time that counts for it', () => {
    const shown = summary(0.25, received());
    expect(shown).toMatchObject({ at: after(0.25), round: 1 });
    expect(clockOf('ACK', shown)).toEqual({
      clockId: clockId('ACK'),
      kind: 'ACK',
      round: 1,
      state: 'RUNNING',
      startedAt: after(0),
      dueAt: after(1),
      basis: 'ELAPSED',
      targetSec: 3600,
      usedPct: 25,
      pauses: [],
      policyVersion: 1,
      calendarVersion: 1,
    });
    // A night is no working time: 9 of 63 hours at 18:00 as at 09:00 of the next day.
    expect(clockOf('RESOLVE', summary(9, received(), thanked))?.usedPct).toBe(14);
    expect(clockOf('RESOLVE', summary(24, received(), thanked))?.usedPct).toBe(14);
  });

  it('shows a breach at its instant, also before the timer has recorded it', () => {
    expect(clockOf('ACK', summary(3, received()))).toMatchObject({
      state: 'BREACHED',
      breachedAt: after(1),
      usedPct: 300,
    });
  });

  it('shows when and how late a promise was met, and why one was cancelled', () => {
    const late = summary(9, received(), observe({ type: 'ComplainantThanked' }, after(2)));
    expect(clockOf('ACK', late)).toMatchObject({
      state: 'MET',
      breachedAt: after(1),
      endedAt: after(2),
      overSec: 3600,
      usedPct: 200,
    });
    const closed = { type: 'ComplaintClosed', round: 1, responded: false } as const;
    expect(clockOf('PLAN', summary(9, received(), observe(closed, after(0.5))))).toMatchObject({
      state: 'CANCELLED',
      endedAt: after(0.5),
      cancelReason: 'CASE_ENDED',
      usedPct: 2,
    });
  });

  it('lists pauses, with the end of one that may not last for ever', () => {
    const waiting = pauseOf('RESOLVE', 'WAITING_THIRD_PARTY', after(2));
    expect(clockOf('RESOLVE', summary(48, received(), thanked, waiting))).toMatchObject({
      state: 'PAUSED',
      usedPct: 3,
      pauses: [
        {
          reason: 'WAITING_THIRD_PARTY',
          from: after(2),
          endsAt: '2026-03-30T03:00:00.000Z',
          withoutQuestion: false,
        },
      ],
    });
    const asked = observe(contact('OUTBOUND', 'QUESTION', 1), after(1), { generation: 2 });
    const plan = pauseOf('PLAN', 'WAITING_CUSTOMER', after(1));
    const told = observe({ type: 'PlanCommunicated', round: 1 }, after(40), { generation: 3 });
    expect(clockOf('PLAN', summary(48, received(), thanked, asked, plan, told))).toMatchObject({
      state: 'MET',
      usedPct: 4,
      pauses: [{ from: after(1), to: after(40) }],
    });
  });

  it('says whether another system kept its promise', () => {
    const data = { kept: true, source: 'CFPB', occurredAt: after(0) };
    const { meta } = received();
    expect(summary(1, { type: 'RecordPromiseOutcome', data, meta })).toMatchObject({
      promiseKept: true,
      clocks: [],
    });
  });
});
