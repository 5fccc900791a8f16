import { redressCatalogue, type Stage } from '@redress/contracts';
import type { ProjectedEvent } from '@redress/projections';
import fc from 'fast-check';
import {
  definitions,
  ids,
  importedStory,
  minute,
  secondRound,
  story,
  stream,
  type Told,
  tell,
} from '../../../test/case-story.js';
import type { CaseEvent } from '../../domain/case-event.js';
import { type CaseState, initialCase } from '../../domain/case-state.js';
import { casesProjection } from './cases.projection.js';

const { fold, row } = casesProjection;

type Streams = Readonly<Record<string, readonly Told[]>>;

const stateOf = (events: readonly ProjectedEvent<CaseEvent>[]): CaseState =>
  events.reduce((state, event) => fold(state, event), initialCase);

const rowOf = (streams: Streams) =>
  row(stateOf(Object.values(streams).flatMap((told) => stream(told))));

/** The events in one of the orders that keep the order within each stream. */
function interleaved(streams: Streams, choices: readonly number[]): ProjectedEvent<CaseEvent>[] {
  const queues = Object.values(streams).map((told) => [...stream(told)]);
  const order: ProjectedEvent<CaseEvent>[] = [];
  for (let step = 0; queues.some((queue) => queue.length > 0); step += 1) {
    const left = queues.filter((queue) => queue.length > 0);
    const next = left[(choices[step % choices.length] ?? 0) % left.length]?.shift();
    if (next) order.push(next);
  }
  return order;
}

const bothRounds = {
  complaint: story.complaint,
  investigation: [...story.investigation, ...secondRound.investigation],
  clock: [...story.clock, ...secondRound.clock],
  resolution: [...story.resolution, ...secondRound.resolution],
  closure: [...story.closure, ...secondRound.closure],
};

const choices = fc.array(fc.nat(4), { minLength: 30, maxLength: 40 });

describe('the cases projection', () => {
  it.each([story, bothRounds, importedStory].map((streams) => [streams]))(
    'gives one row for every interleaving that keeps the order within streams %#',
    (streams) => {
      const expected = rowOf(streams);
      fc.assert(
        fc.property(choices, (picks) => {
          expect(row(stateOf(interleaved(streams, picks)))).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('is the same after every prefix, whichever stream was heard first', () => {
    const take = fc.record({
      a: fc.nat(2),
      b: fc.nat(6),
      c: fc.nat(8),
      d: fc.nat(5),
      e: fc.nat(8),
    });
    fc.assert(
      fc.property(take, choices, ({ a, b, c, d, e }, picks) => {
        const prefix = {
          complaint: bothRounds.complaint.slice(0, a),
          investigation: bothRounds.investigation.slice(0, b),
          clock: bothRounds.clock.slice(0, c),
          resolution: bothRounds.resolution.slice(0, d),
          closure: bothRounds.closure.slice(0, e),
        };
        expect(row(stateOf(interleaved(prefix, picks)))).toEqual(rowOf(prefix));
      }),
      { numRuns: 200 },
    );
  });

  it('shows nothing before the receipt was heard of, and everything after it', () => {
    const { complaint, ...children } = story;
    const before = stateOf(Object.values(children).flatMap((told) => stream(told)));
    expect(row(before)).toBeUndefined();
    const after = stream(complaint).reduce((state, event) => fold(state, event), before);
    expect(row(after)).toEqual(rowOf(story));
  });

  it('survives being stored as JSON between any two events', () => {
    const events = Object.values(bothRounds).flatMap((told) => stream(told));
    const stored = events.reduce<CaseState>(
      (state, event) => JSON.parse(JSON.stringify(fold(state, event))),
      JSON.parse(JSON.stringify(initialCase)),
    );
    expect(row(stored)).toEqual(rowOf(bothRounds));
  });

  it('B: the stage is the furthest that a fact of the round has opened', () => {
    const at = (part: Streams) => rowOf({ complaint: story.complaint, ...part })?.stage;
    const { investigation, resolution, closure } = story;
    const through = (count: number) => ({ investigation, resolution: resolution.slice(0, count) });
    const stages: [unknown, Stage][] = [
      [rowOf({ complaint: story.complaint.slice(0, 1) })?.stage, 'RECEIVED'],
      [at({}), 'THANKED'],
      [at({ investigation: investigation.slice(0, 2) }), 'THANKED'],
      [at({ investigation: investigation.slice(0, 3) }), 'INVESTIGATING'],
      [at({ investigation }), 'INVESTIGATING'],
      [at(through(1)), 'REMEDYING'],
      [at(through(2)), 'RESOLVING'],
      [at(through(3)), 'RESOLVING'],
      [at(through(4)), 'FEEDBACK'],
      [at({ ...through(4), closure: closure.slice(0, 4) }), 'FEEDBACK'],
      [at({ ...through(4), closure: closure.slice(0, 5) }), 'PREVENTING'],
      [at({ ...through(4), closure: closure.slice(0, 6) }), 'CLOSED'],
    ];
    for (const [stage, expected] of stages) expect(stage).toBe(expected);
  });

  it('counts only facts of the present round after a reopening', () => {
    const reopened = { ...story, closure: [...story.closure, ...secondRound.closure] };
    expect(rowOf(reopened)).toMatchObject({
      stage: 'INVESTIGATING',
      round: 2,
      outcome: null,
      closed_at: null,
      // What was broken stays broken.
      breached: ['PLAN'],
    });
    expect(rowOf(bothRounds)).toMatchObject({ stage: 'REMEDYING', round: 2, severity: 'S2' });
  });

  it('is in the new round as soon as any service is, although the reopening is still on its way', () => {
    const early = { ...story, clock: [...story.clock, ...secondRound.clock] };
    expect(rowOf(early)).toMatchObject({ stage: 'INVESTIGATING', round: 2, closed_at: null });
  });

  it('shows the end of the story: who, what, when, how it came out', () => {
    expect(rowOf(story)).toMatchObject({
      complaint_no: 'C-2026-000001',
      stage: 'CLOSED',
      round: 1,
      origin: 'LIVE',
      channel: 'PHONE',
      received_at: minute(0),
      severity: 'S2',
      cause: 'MANUFACTURE',
      cause_path: ['BATTERY_SWELLS'],
      owner_id: ids.owner,
      team_id: ids.team,
      outcome: 'UPHELD',
      closed_at: minute(120),
      next_due_at: null,
      breached: ['PLAN'],
      promise_kept: null,
      disputed: false,
      updated_at: '2026-03-02T11:10:01.000Z',
    });
  });

  it('shows the outcome of the final response before the case is closed', () => {
    const { complaint, resolution } = story;
    expect(rowOf({ complaint, resolution })).toMatchObject({ outcome: 'UPHELD', closed_at: null });
  });

  it('names the one who was named to the complainant until somebody is assigned', () => {
    expect(rowOf({ complaint: story.complaint })?.owner_id).toBe(ids.agent);
  });

  it('shows the promise that is due next: running ones only, with the time of the last resume', () => {
    const due = (count: number) => {
      const { next_due_at: at, next_due_kind: kind } =
        rowOf({ complaint: story.complaint, clock: story.clock.slice(0, count) }) ?? {};
      return [at, kind];
    };
    expect(due(2)).toEqual([minute(60), 'ACK']);
    expect(due(3)).toEqual([minute(65), 'PLAN']);
    expect(due(4)).toEqual([null, null]);
    expect(due(5)).toEqual([minute(70), 'PLAN']);
    expect(due(6)).toEqual([null, null]);
  });

  it('keeps a breach although the promise was met late, with the exact instants', () => {
    expect(rowOf(story)?.clocks).toEqual([
      expect.objectContaining({ kind: 'ACK', state: 'MET', breachedAt: null, overSec: 0 }),
      expect.objectContaining({
        kind: 'PLAN',
        state: 'MET',
        dueAt: minute(70),
        breachedAt: minute(70),
        endedAt: minute(75),
        overSec: 300,
      }),
    ]);
  });

  it('shows both legs of the feedback', () => {
    expect(rowOf(story)).toMatchObject({
      department_forms: [
        {
          formNo: 'F-2026-000001-1',
          departmentId: ids.department,
          state: 'CONFIRMED',
          sentAt: minute(95),
          answeredAt: minute(100),
        },
      ],
      customer_surveys: [
        {
          round: 1,
          state: 'ANSWERED',
          instrument: 'CSAT',
          askedAt: minute(106),
          csat: 5,
          nps: null,
        },
      ],
    });
  });

  it('shows an imported case where its source left it, with what the source says', () => {
    expect(rowOf(importedStory)).toMatchObject({
      stage: 'CLOSED',
      origin: 'IMPORT',
      outcome: null,
      unmet_gates: ['RESPONSIBILITY'],
      promise_kept: false,
      business_unit: 'ACME_BANK',
      historic_response: 'CLOSED_WITH_EXPLANATION',
      suspected_duplicate_of: ids.agent,
      passed_on_before_received: true,
      disputed: true,
      clocks: [],
    });
    const { closure: _, ...open } = importedStory;
    expect(rowOf(open)).toMatchObject({ stage: 'INVESTIGATING', closed_at: null });
  });

  it('shows corrected values, and judges the order of dates by them', () => {
    const correction = tell('ComplaintCorrected', minute(300), {
      field: 'RECEIVED_AT',
      before: minute(0),
      after: minute(-48 * 60),
      reason: { sealed: 'complaint:x' },
    });
    const corrected = { ...importedStory, complaint: [...importedStory.complaint, correction] };
    expect(rowOf(corrected)).toMatchObject({
      received_at: minute(-48 * 60),
      passed_on_before_received: false,
    });
  });

  it('holds no text, sealed or not', () => {
    const text = JSON.stringify([rowOf(story), rowOf(importedStory), stateOf([])]);
    expect(text).not.toContain('sealed');
    expect(text).not.toContain('f'.repeat(64));
  });

  it('folds every event of a case but the notes that services take of each other', () => {
    const named = Object.keys(definitions).filter((type) => type !== 'CaseFactNoted');
    expect(new Set(casesProjection.events.map(({ definition }) => definition.type))).toEqual(
      new Set(named),
    );
  });

  it('is told stories that the contracts accept', () => {
    const told = [story, secondRound, importedStory].flatMap((each) => Object.values(each).flat());
    for (const { definition, data } of told) {
      expect(redressCatalogue.problems(definition, data)).toEqual([]);
    }
  });
});
