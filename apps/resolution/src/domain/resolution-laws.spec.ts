import { type ResolutionEvent, resolutionStrategies, severities } from '@redress/contracts';
import { type CommandMeta, type Recorded, fold, personal, timestampOf } from '@redress/kernel';
import { by, given } from '@redress/testing/given';
import fc from 'fast-check';
import type { CaseFact, ResolutionCommand } from './resolution-command.js';
import { resolutionDecider } from './resolution.decider.js';

const start = Date.parse('2026-03-02T09:00:00.000Z');
const text = personal('x');

const facts: fc.Arbitrary<(at: string) => CaseFact> = fc.oneof(
  fc
    .constantFrom('FindingRecorded', 'ComplaintClosed', 'ComplaintReopened')
    .map((type) => () => ({ type })),
  fc
    .constantFrom(...severities)
    .map((severity) => () => ({ type: 'ComplaintClassified', severity }) as const),
  fc.constant((at: string) => ({ type: 'ChaserSent', at }) as const),
  fc
    .integer({ min: 1, max: 2 })
    .map((proposalNo) => (at: string) => ({ type: 'ResponseOverdue', proposalNo, at }) as const),
);

/** One step: what is asked, as a function of when and of how many were asked before. */
type Step = (meta: CommandMeta, index: number) => ResolutionCommand;

const answer = { channel: 'EMAIL', reason: text } as const;
const proposal = {
  fix: text,
  prevention: text,
  exceedsExpectation: true,
  channel: 'CHAT',
} as const;
const response = { reasons: text, signpostBody: 'OMBUDSMAN', channel: 'EMAIL' } as const;

const asked: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>((meta) => ({
    type: 'TellPlan',
    data: { channel: 'PHONE', promisedAt: meta.now, plan: text },
    meta,
  })),
  fc.constant<Step>((meta) => ({
    type: 'TakeRemedy',
    data: { kind: 'REPAIR', doneAt: meta.now },
    meta,
  })),
  fc.constant<Step>((meta) => ({ type: 'SkipRemedy', data: { reason: text }, meta })),
  fc
    .constantFrom('FULL' as const, 'FULL' as const, ...resolutionStrategies)
    .map<Step>((strategy) => (meta) => ({
      type: 'ProposeResolution',
      data: { ...proposal, strategy },
      meta,
    })),
  fc
    .constantFrom('AcceptResolution', 'RejectResolution')
    .map<Step>((type) => (meta) => ({ type, data: answer, meta })),
  fc
    .constantFrom('UPHELD', 'NOT_UPHELD_HONEST', 'NOT_UPHELD_ABUSIVE')
    .map<Step>((outcome) => (meta) => ({
      type: 'IssueFinalResponse',
      data: { ...response, outcome },
      meta,
    })),
);

const heard: fc.Arbitrary<Step> = fc
  .record({ fact: facts, round: fc.integer({ min: 1, max: 2 }) })
  .map(
    ({ fact, round }): Step =>
      (meta, sourceOffset) => ({
        type: 'NoteCaseFact',
        data: {
          round,
          sourceLog: 'triage',
          sourcePartition: 0,
          sourceOffset,
          sourceRecordedAt: meta.now,
          occurredAt: meta.now,
          fact: fact(meta.now),
        },
        meta,
      }),
  );

const prologue: readonly CaseFact[] = [
  { type: 'ComplaintReceived' },
  { type: 'ComplainantThanked' },
  { type: 'InvestigationStarted' },
  { type: 'FindingRecorded' },
];

/** A random life of a case: what happened, each event in the round in which it happened. */
const steps = fc.array(fc.oneof({ weight: 8, arbitrary: asked }, heard), {
  maxLength: 80,
  size: 'max',
});
const lives = steps.map((steps) => {
  const opening = prologue.map(
    (fact): Step =>
      (meta, sourceOffset) => ({
        type: 'NoteCaseFact',
        data: {
          round: 1,
          sourceLog: 'intake',
          sourcePartition: 0,
          sourceOffset,
          sourceRecordedAt: meta.now,
          occurredAt: meta.now,
          fact,
        },
        meta,
      }),
  );
  let state = resolutionDecider.initialState;
  const happened: Recorded<ResolutionEvent>[] = [];
  for (const [index, step] of [...opening, ...steps].entries()) {
    const command = step(metaAt(index), index);
    const decision = resolutionDecider.decide(command, state);
    if (!decision.ok) continue;
    const recorded = decision.events.map(by(command.meta.actor));
    state = fold(resolutionDecider, recorded, state);
    happened.push(...recorded);
  }
  // The kit replays on frozen states. A rule that changes what it is given fails there, or has made
  // this state another one.
  expect(given(resolutionDecider, ...happened).state).toEqual(state);
  return happened;
});

function metaAt(index: number): CommandMeta {
  return {
    tenantId: 'demo',
    actor: { kind: 'USER', role: 'agent', id: 'anna' },
    now: timestampOf(start + index * 1000),
    origin: 'LIVE',
    correlationId: '0190a000-0000-7000-8000-000000000000',
  };
}

const order = {
  RemedyTaken: 'R',
  RemedySkipped: 'R',
  ResolutionProposed: 'P',
  ResolutionAccepted: 'A',
  ResolutionRejected: 'A',
  ResolutionDeemedAccepted: 'A',
  FinalResponseIssued: 'F',
} as const;

/** The steps of each round as a word, e.g. `RPAPAF`. */
function words(events: readonly ResolutionEvent[]): Map<number, string> {
  const byRound = new Map<number, string>();
  for (const { type, data } of events) {
    if (!(type in order)) continue;
    const letter = order[type as keyof typeof order];
    byRound.set(data.round, (byRound.get(data.round) ?? '') + letter);
  }
  return byRound;
}

describe('whatever is asked, in whatever order', () => {
  it('each round goes remedy, proposal, answer, response, and no step goes back', () => {
    // Help (R) is welcome at any time before the response, but nothing starts without it.
    const path = /^(R+(PR*AR*)*(PR*|(?<=A R*|AR*)F)?)?$/;
    fc.assert(
      fc.property(lives, (events) => {
        for (const word of words(events).values()) expect(word).toMatch(path);
      }),
      { numRuns: 150 },
    );
  });

  it('proposals are numbered without gaps, and climb at most one step unless S1', () => {
    fc.assert(
      fc.property(lives, (events) => {
        let severity = 'S4';
        let last = -1;
        let count = 0;
        for (const { type, data } of events) {
          if (type === 'CaseFactNoted' && data.fact.type === 'ComplaintClassified') {
            severity = data.fact.severity;
          }
          if (type !== 'ResolutionProposed') continue;
          const step = resolutionStrategies.indexOf(data.strategy);
          count += 1;
          expect(data.proposalNo).toBe(count);
          if (severity !== 'S1') expect(step).toBeLessThanOrEqual(last + 1);
          last = step;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('nothing is done in a closed round, and a finding of another round does not count', () => {
    fc.assert(
      fc.property(lives, (events) => {
        const closed = new Set<number>();
        const found = new Set<number>();
        for (const { type, data } of events) {
          if (type === 'CaseFactNoted') {
            if (data.fact.type === 'ComplaintClosed') closed.add(data.round);
            if (data.fact.type === 'FindingRecorded') found.add(data.round);
            continue;
          }
          expect(closed.has(data.round)).toBe(false);
          if (type === 'ResolutionProposed') expect(found.has(data.round)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('speaks of something: samples reach every step, and later rounds', () => {
    const samples = fc.sample(lives, { numRuns: 200, seed: 7 }).map(words);
    const reached = new Set(samples.flatMap((word) => [...word.values()].join('').split('')));
    expect([...reached].sort()).toEqual(['A', 'F', 'P', 'R']);
    expect(samples.some((word) => word.get(2)?.includes('A'))).toBe(true);
  });
});
