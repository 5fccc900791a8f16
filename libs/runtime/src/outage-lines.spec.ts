import { outageLines } from './outage-lines.js';

/** The lines about failures at these seconds, each with its second. */
function linesAt(...failures: readonly (readonly [second: number, code: string])[]) {
  let now = 0;
  const lineOf = outageLines(() => now);
  return failures.flatMap(([second, code]) => {
    now = second * 1_000;
    const line = lineOf(code);
    return line ? [{ at: second, code, ...line }] : [];
  });
}

const everySecond = (upTo: number) =>
  Array.from({ length: upTo + 1 }, (_, second) => [second, 'AWAY'] as const);

describe('the lines about an outage', () => {
  it('are one when it begins, and one a minute with how often it failed since', () => {
    expect(linesAt(...everySecond(150))).toEqual([
      { at: 0, code: 'AWAY', times: 1, seconds: 0 },
      { at: 60, code: 'AWAY', times: 60, seconds: 60 },
      { at: 120, code: 'AWAY', times: 60, seconds: 120 },
    ]);
  });

  it('are told of each code by itself', () => {
    const codes = linesAt([0, 'AWAY'], [1, 'REFUSED'], [2, 'AWAY'], [3, 'REFUSED']);
    expect(codes.map(({ at, code }) => [at, code])).toEqual([
      [0, 'AWAY'],
      [1, 'REFUSED'],
    ]);
  });

  it('begin anew after a minute in which nothing failed', () => {
    expect(linesAt([0, 'AWAY'], [30, 'AWAY'], [90, 'AWAY'], [91, 'AWAY'])).toEqual([
      { at: 0, code: 'AWAY', times: 1, seconds: 0 },
      { at: 90, code: 'AWAY', times: 1, seconds: 0 },
    ]);
  });
});
