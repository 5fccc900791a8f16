import { parseProcStat } from './process-table.js';

const after = 'S 1 2 2 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200 rest';

describe('parseProcStat', () => {
  it('finds the start behind a name with spaces and parentheses', () => {
    expect(parseProcStat(`12 (a) S 9 (b c)) ${after}`)).toEqual({ startTicks: '987654' });
  });

  it('takes a zombie for dead: it can own nothing any more', () => {
    expect(parseProcStat(`12 (node) ${after.replace('S', 'Z')}`)).toBeUndefined();
  });

  it('does not read a start out of half a line', () => {
    expect(parseProcStat('12 (node) S 1 2')).toBeUndefined();
    expect(parseProcStat('')).toBeUndefined();
  });
});
