import { brief, counted, outline } from './outline.js';

describe('a document for people', () => {
  it('has a line for each field and each entry of a list, and nothing of what is empty', () => {
    const facts = {
      orders: 1,
      returns: [],
      incidents: [{ factor: 'B1', evidenceIds: ['a', 'b'] }],
    };
    const difference = { from: { tier: 'T0' }, to: null };
    expect(outline({ tier: 'T1', proposal: null, facts, difference, tags: ['x', 'y'] })).toEqual([
      '  tier: T1',
      '  facts:',
      '    orders: 1',
      '    incidents:',
      '      - factor B1, evidenceIds a, b',
      '  difference:',
      '    from:',
      '      tier: T0',
      '  tags: x, y',
    ]);
  });

  it.each([
    [null, 'none'],
    [[], 'none'],
    [{ lapsesAt: null }, 'none'],
    [0, '0'],
    [false, 'false'],
    [[{ a: 1 }], '1 entry'],
    [[{ a: 1 }, { a: 2 }], '2 entries'],
    [{ a: 1, b: { c: 2 } }, 'a 1, b (c 2)'],
  ])('tells of %j in brief: %s', (value, told) => {
    expect(brief(value)).toBe(told);
  });

  it('counts as people do', () => {
    expect([counted(0, 'event'), counted(1, 'event')]).toEqual(['0 events', '1 event']);
  });
});
