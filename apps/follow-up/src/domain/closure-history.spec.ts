import type { CloseGate, ClosureEvent } from '@redress/contracts';
import { type Recorded } from '@redress/kernel';
import { given } from '@redress/testing/given';
import type { CaseFact } from './closure-command.js';
import { morning, note, noted, received, reopened } from './closure-story.setup.js';
import { closureDecider } from './closure.decider.js';

const scene = (...past: (ClosureEvent | Recorded<ClosureEvent>)[]) =>
  given(closureDecider, ...past);

describe('a case of another system', () => {
  type Historic = { standing: 'CLOSED' | 'INVESTIGATING'; response?: string; disputed?: boolean };
  const historic = (said: Historic): CaseFact => ({
    type: 'HistoricCaseRecorded',
    source: 'CFPB',
    ...said,
  });
  const corrected = (said: Historic): CaseFact => ({ type: 'HistoricCaseCorrected', ...said });
  const openThere = [received, noted(historic({ standing: 'INVESTIGATING' }))];
  const explained = { standing: 'CLOSED', response: 'CLOSED_WITH_EXPLANATION' } as const;

  it.each<[Historic, CloseGate[]]>([
    [explained, ['RESPONSIBILITY', 'DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION']],
    [{ ...explained, disputed: false }, ['RESPONSIBILITY', 'DEPARTMENT_FEEDBACK', 'PREVENTION']],
    [
      { standing: 'CLOSED', response: 'UNTIMELY_RESPONSE', disputed: false },
      ['FINAL_RESPONSE', 'RESPONSIBILITY', 'DEPARTMENT_FEEDBACK', 'PREVENTION'],
    ],
  ])('closed there is closed here, with the gates that it does not prove: %j', (said, unmet) => {
    const { events } = scene(received).when(note(historic(said)));
    expect(events.map(({ type }) => type)).toEqual(['CaseFactNoted', 'ClosedAsImported']);
    expect(events[1]).toEqual({
      type: 'ClosedAsImported',
      occurredAt: morning,
      data: { round: 1, response: said.response, unmetGates: unmet },
    });
  });

  it('still in progress there stays open here', () => {
    scene(received)
      .when(note(historic({ standing: 'INVESTIGATING', response: 'IN_PROGRESS' })))
      .thenTypes('CaseFactNoted');
  });

  it('disputed there is feedback, not a reopening', () => {
    const { events, state } = scene(received).when(
      note(historic({ ...explained, disputed: true })),
    );
    expect(events[2]).toEqual({
      type: 'OutcomeDisputed',
      occurredAt: morning,
      data: { round: 1, source: 'CFPB' },
    });
    expect(state.round).toBe(1);
    expect(state.closedAt).toBe(morning);
  });

  it('corrected to closed is closed then, and a dispute is added once', () => {
    scene(...openThere)
      .when(note(corrected({ ...explained, disputed: true })))
      .thenTypes('CaseFactNoted', 'ClosedAsImported', 'OutcomeDisputed');
    const { events } = scene(received).when(note(historic({ ...explained, disputed: true })));
    scene(received, ...events)
      .when(note(corrected({ ...explained, disputed: true })))
      .thenTypes('CaseFactNoted');
  });

  it('that was reopened here is not closed from there, but its dispute is heard', () => {
    const { events } = scene(received).when(note(historic(explained)));
    scene(received, ...events, reopened)
      .when(note(corrected({ ...explained, disputed: true })))
      .thenTypes('CaseFactNoted', 'OutcomeDisputed');
  });
});
