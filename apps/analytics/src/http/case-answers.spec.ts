import { boardOf } from './case-answers.js';

describe('the board', () => {
  it('names every stage and sums what is to be noticed', () => {
    const count = {
      total: 2,
      promiseKept: 1,
      promiseBroken: 1,
      suspectedDuplicates: 1,
      sentBeforeReceived: 0,
      disputed: 2,
      breached: 0,
    };
    const board = boardOf([
      { ...count, stage: 'CLOSED' },
      { ...count, stage: 'INVESTIGATING', total: 3, sentBeforeReceived: 1 },
    ]);
    expect(board).toEqual({
      total: 5,
      byStage: {
        RECEIVED: 0,
        THANKED: 0,
        INVESTIGATING: 3,
        REMEDYING: 0,
        RESOLVING: 0,
        FEEDBACK: 0,
        PREVENTING: 0,
        CLOSED: 2,
      },
      promiseKept: 2,
      promiseBroken: 2,
      suspectedDuplicates: 2,
      sentBeforeReceived: 1,
      disputed: 4,
      breached: 0,
    });
  });
});
