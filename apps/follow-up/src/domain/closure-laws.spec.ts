import { type ClosureEvent, closeGates } from '@redress/contracts';
import { type CommandMeta, type Recorded, fold, personal, timestampOf } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import fc from 'fast-check';
import type { CaseFact, ClosureCommand } from './closure-command.js';
import { closureDecider } from './closure.decider.js';

const start = Date.parse('2026-03-02T09:00:00.000Z');
const text = personal('x');
const departments = [
  '0190a000-0000-7000-8000-0000000000d1',
  '0190a000-0000-7000-8000-0000000000d2',
];
const people = ['anna', 'ben'];

/** One step: what is asked, as a function of when, by whom, and of how many were asked before. */
type Step = (meta: CommandMeta, index: number) => ClosureCommand;

const note =
  (fact: CaseFact, round: number): Step =>
  (meta, sourceOffset) => ({
    type: 'NoteCaseFact',
    data: {
      round,
      sourceLog: 'intake',
      sourcePartition: 0,
      sourceOffset,
      sourceRecordedAt: meta.now,
      occurredAt: meta.now,
      fact,
    },
    meta,
  });

const forms = fc.integer({ min: 1, max: 4 }).map((n) => `F-1-${n}`);

const facts: fc.Arbitrary<CaseFact> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant<CaseFact>({ type: 'FinalResponseIssued', outcome: 'UPHELD' }),
  },
  {
    weight: 3,
    arbitrary: fc
      .subarray(departments)
      .map((departmentIds) => ({ type: 'ResponsibilityAttributed', departmentIds }) as const),
  },
  fc.constantFrom<CaseFact>({ type: 'WithdrawalRequested' }, { type: 'Referred' }),
  forms.map((formNo) => ({ type: 'DisputeWindowClosed', formNo, at: timestampOf(start) }) as const),
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ fact: facts, round: fc.integer({ min: 1, max: 2 }) })
    .map(({ fact, round }) => note(fact, round)),
  fc.constantFrom(...departments).map<Step>((departmentId) => (meta) => ({
    type: 'SendFeedbackForm',
    data: { departmentId, message: text },
    meta,
  })),
  forms.map<Step>((formNo) => (meta) => ({ type: 'AcknowledgeForm', data: { formNo }, meta })),
  forms.map<Step>((formNo) => (meta) => ({
    type: 'DisputeForm',
    data: { formNo, reason: text },
    meta,
  })),
  forms.map<Step>((formNo) => (meta) => ({
    type: 'DecideDispute',
    data: { formNo, stands: true, reason: text },
    meta,
  })),
  fc.constant<Step>((meta) => ({
    type: 'SendSurvey',
    data: { instrument: 'CSAT', channel: 'EMAIL' },
    meta,
  })),
  fc.constantFrom<Step>(
    (meta) => ({ type: 'DeclineSurvey', data: {}, meta }),
    (meta) => ({ type: 'AnswerSurvey', data: { csat: 3 }, meta }),
  ),
  fc.constant<Step>((meta) => ({
    type: 'DecidePrevention',
    data: { mode: 'QUICK_FIX', measure: text },
    meta,
  })),
  fc.constantFrom<Step>(
    (meta) => ({ type: 'CloseComplaint', data: {}, meta }),
    (meta) => ({ type: 'CloseComplaint', data: {}, meta }),
    (meta) => ({ type: 'OverrideCloseGate', data: { reason: text }, meta }),
  ),
  fc.boolean().map<Step>((newFacts) => (meta) => ({
    type: 'ReopenComplaint',
    data: { newFacts, reason: text },
    meta,
  })),
);

/** A random life of a case: each event, and who made it happen. */
const lives = fc.array(steps, { maxLength: 60, size: 'max' }).map((asked) => {
  const received = note({ type: 'ComplaintReceived', complaintNo: 'C-1' }, 1);
  let state = closureDecider.initialState;
  const happened: Recorded<ClosureEvent>[] = [];
  for (const [index, step] of [received, ...asked].entries()) {
    const command = step(metaAt(index), index);
    const decision = closureDecider.decide(command, state);
    if (!decision.ok) continue;
    const recorded = decision.events.map(by(command.meta.actor));
    state = fold(closureDecider, recorded, state);
    happened.push(...recorded);
  }
  // The kit replays on frozen states. A rule that changes what it is given fails there, or has made
  // this state another one.
  expect(given(closureDecider, ...happened).state).toEqual(state);
  return happened;
});

function metaAt(index: number): CommandMeta {
  return {
    tenantId: 'demo',
    actor: { kind: 'USER', role: 'quality', id: people[index % people.length] ?? 'anna' },
    now: timestampOf(start + index * 1000),
    origin: 'LIVE',
    correlationId: '0190a000-0000-7000-8000-000000000000',
  };
}

/** The events of each round; facts of other rounds are where they were noted, with their round. */
function rounds(events: readonly ClosureEvent[]): ClosureEvent[][] {
  const all: ClosureEvent[][] = [[]];
  for (const event of events) {
    if (event.type === 'ComplaintReopened') all.push([]);
    all.at(-1)?.push(event);
  }
  return all;
}

const isEnd = ({ type }: ClosureEvent) => type === 'ComplaintClosed';
const whatFollows = ['CaseFactNoted', 'SurveyAnswered', 'ComplaintReopened'];

describe('whatever is asked, in whatever order', () => {
  it('a round ends at most once, and only an ended one is reopened', () => {
    fc.assert(
      fc.property(lives, (events) => {
        const all = rounds(events);
        for (const [index, round] of all.entries()) {
          const ends = round.filter(isEnd).length;
          expect(ends).toBeLessThanOrEqual(1);
          if (index < all.length - 1) expect(ends).toBe(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('nothing happens in an ended round but that facts are noted and the survey is answered', () => {
    fc.assert(
      fc.property(lives, (events) => {
        for (const round of rounds(events)) {
          const end = round.findIndex(isEnd);
          if (end === -1) continue;
          for (const { type } of round.slice(end + 1)) expect(whatFollows).toContain(type);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('an end without unmet gates stands on facts and work of its own round', () => {
    fc.assert(
      fc.property(lives, (events) => {
        for (const [index, round] of rounds(events).entries()) {
          const end = round.find(isEnd);
          if (end?.type !== 'ComplaintClosed' || end.data.unmetGates.length > 0) continue;
          const before = round.slice(0, round.indexOf(end));
          const noted = before.flatMap(({ type, data }) =>
            type === 'CaseFactNoted' && data.round === index + 1 ? [data.fact.type] : [],
          );
          expect(noted).toContain('FinalResponseIssued');
          expect(noted).toContain('ResponsibilityAttributed');
          const work = before.map(({ type }) => type);
          expect(work).toContain('PreventionDecided');
          expect(work.some((type) => type === 'SurveySent' || type === 'SurveyDeclined')).toBe(
            true,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('survey and prevention come after the final response of their round', () => {
    fc.assert(
      fc.property(lives, (events) => {
        const responded = new Set<number>();
        for (const { type, data } of events) {
          if (type === 'CaseFactNoted' && data.fact.type === 'FinalResponseIssued') {
            responded.add(data.round);
          }
          if (type === 'SurveySent' || type === 'PreventionDecided') {
            expect(responded.has(data.round)).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('speaks of something: samples close with and without gates, and reopen', () => {
    const ends = fc
      .sample(lives, { numRuns: 300, seed: 11 })
      .flat()
      .flatMap((event) => (event.type === 'ComplaintClosed' ? [event.data] : []));
    expect(ends.some(({ unmetGates }) => unmetGates.length === 0)).toBe(true);
    expect(ends.some(({ unmetGates }) => unmetGates.length === closeGates.length)).toBe(true);
    expect(ends.some(({ round }) => round > 1)).toBe(true);
  });
});
