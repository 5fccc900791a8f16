import { type FaultReport, isGreen, reportText } from './fault-report.js';

const report = (problems: readonly string[], onDamage: readonly string[]): FaultReport => ({
  ...{ seed: 1, brokers: 3, loadAverage: 2, network: 'a proxy before PostgreSQL' },
  scenarios: [
    {
      ...{ id: 'F09', what: 'SIGKILL of PostgreSQL', secs: 20, rounds: 2, recoveryMs: 31_000 },
      ...{ boundMs: 30_000, backlog: 120, drainPerSec: 60, drainMs: 2_000, okPerSec: 41.7 },
      commands: { open: 0, ok: 800, fail: 3, info: 2 },
      verdicts: [{ id: 'I1', problems }],
    },
  ],
  onDamage: [{ id: 'I1', problems: onDamage }],
});

describe('the report of a run', () => {
  it('shows recovery against its bound, the drain, the counts and the verdicts', () => {
    const text = reportText(report([], ['lost']));
    expect(text).toMatch(
      /\| F09 +\| 20 s +\| 2 +\| 31.0 s ! +\| 30.0 s +\| 120 +\| 60 +\| 800 +\| 3 +\| 2 /,
    );
    expect(text).toContain('all green');
    expect(text).toContain('zero lost, zero doubled');
  });

  it('is red by a contradiction, and by an oracle that cannot see', () => {
    expect(isGreen(report([], ['lost']))).toBe(true);
    expect(isGreen(report(['lost: contact 7'], ['lost']))).toBe(false);
    expect(isGreen(report([], []))).toBe(false);
    expect(reportText(report(['lost: contact 7'], []))).toMatch(
      /F09 I1: lost: contact 7\non.*BLIND/,
    );
  });
});
