import { closingLine, countsOfJest, countsOfTool, exitCodeOf, sumOf } from './closing-line.mjs';

const report = (more: object) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...more,
});

describe('the closing line of a test run', () => {
  it('counts a suite that cannot be loaded as failed, and todo as skipped', () => {
    const counts = countsOfJest(
      1,
      report({
        numPassedTests: 7,
        numFailedTests: 2,
        numRuntimeErrorTestSuites: 1,
        numPendingTests: 3,
        numTodoTests: 4,
      }),
    );
    expect(counts).toEqual({ passed: 7, failed: 3, skipped: 7 });
  });

  it('counts a run without a report as one failure', () => {
    expect(countsOfJest(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a run without tests as one failure', () => {
    expect(countsOfJest(0, report({ numPendingTests: 2 }))).toEqual({
      passed: 0,
      failed: 1,
      skipped: 2,
    });
  });

  it.each([1, 134, null])('does not believe a green report that ended with %s', (exitCode) => {
    expect(countsOfJest(exitCode, report({ numPassedTests: 5 }))).toEqual({
      passed: 5,
      failed: 1,
      skipped: 0,
    });
  });

  it('believes a green report that ended well', () => {
    expect(countsOfJest(0, report({ numPassedTests: 5 }))).toEqual({
      passed: 5,
      failed: 0,
      skipped: 0,
    });
  });

  it('counts a tool as one test', () => {
    expect([0, 1, null].map((exitCode) => countsOfTool(exitCode).failed)).toEqual([0, 1, 1]);
    expect(countsOfTool(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it('sums all steps into one line', () => {
    const all = [countsOfTool(0), { passed: 10, failed: 2, skipped: 3 }, countsOfTool(1)];
    expect(closingLine(sumOf(all))).toBe('11 passed, 3 failed, 3 skipped');
  });

  it('is red when something failed, and when nothing ran', () => {
    expect(exitCodeOf({ passed: 1, failed: 0, skipped: 9 })).toBe(0);
    expect(exitCodeOf({ passed: 9, failed: 1, skipped: 0 })).toBe(1);
    expect(exitCodeOf({ passed: 0, failed: 0, skipped: 9 })).toBe(1);
    expect(exitCodeOf(sumOf([]))).toBe(1);
  });
});
