import { differenceOf } from './replay-difference.js';

describe('the difference of two moments', () => {
  it('is nothing where nothing changed, whatever the order of fields', () => {
    expect(differenceOf({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
  });

  it('names each field from the outside in', () => {
    const before = { tier: 'T0', score: { scorePts: 0, asOf: '2026-03-01' } };
    const after = { tier: 'T1', score: { scorePts: 18_366, asOf: '2026-03-01' } };
    expect(differenceOf(before, after)).toEqual([
      { field: 'tier', before: 'T0', after: 'T1' },
      { field: 'score.scorePts', before: 0, after: 18_366 },
    ]);
  });

  it('has of a list what only one side has, and tells a doubled entry', () => {
    const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(differenceOf({ list: [a, b] }, { list: [b, c, c] })).toEqual([
      { field: 'list', before: [a], after: [c, c] },
    ]);
    expect(differenceOf({ list: [a, a] }, { list: [a] })).toEqual([
      { field: 'list', before: [a], after: [] },
    ]);
  });

  it('takes what is not there for null, and a state that is not there for an empty one', () => {
    expect(differenceOf(undefined, { tier: 'T0', links: [], proposal: null })).toEqual([
      { field: 'tier', before: null, after: 'T0' },
    ]);
    expect(differenceOf({ proposal: { to: 'T3' } }, { proposal: null })).toEqual([
      { field: 'proposal.to', before: 'T3', after: null },
    ]);
  });
});
