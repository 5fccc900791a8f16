import type { BenchReport, BenchResult } from './bench-report.js';
import { markdownOf, tableOf } from './markdown-report.js';

const result: BenchResult = {
  name: 'append-at-once/redress',
  unit: 'events/s',
  value: 12_345.6,
  n: 30_000,
  cpuMicrosPerEvent: 81.26,
  loadAverage: 0.51,
  loadAverageAfter: 1.94,
  p50: 1.2345,
  p99: 20,
  aim: { atLeast: 15_000 },
};

const report: BenchReport = {
  machine: {
    cpu: 'Some CPU',
    cores: 2,
    memoryGb: 8,
    os: 'linux 6.1 x64',
    node: '20.20.2',
    postgres: '18.1',
    settings: { fsync: 'on', synchronous_commit: 'on' },
  },
  quick: false,
  results: [
    result,
    { ...result, name: 'append-at-once/peer', value: null, error: 'no\n|network|' },
    { ...result, name: 'unknown', cpuMicrosPerEvent: null, value: 0.012345 },
  ],
  ratios: [
    {
      name: 'append-at-once: redress / peer',
      ours: 12_345.6,
      peer: null,
      ratio: null,
      cpuRatio: null,
      aim: { atLeast: 10 },
      met: null,
    },
  ],
};

describe('markdownOf', () => {
  const lines = markdownOf(report).split('\n');
  const row = (start: string) => lines.find((line) => line.startsWith(`| ${start}`)) ?? '';
  const cells = (start: string) =>
    row(start)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());

  it('says on what it was measured', () => {
    expect(lines[0]).toContain('2 cores, 8 GB');
    expect(lines[0]).toContain('fsync on, synchronous_commit on');
  });

  it('shows a result with its load, and whether it meets its aim', () => {
    expect(cells('append-at-once/redress').slice(2, -1)).toEqual([
      ...['12,346', 'events/s', '1.23 / 20', '81.3', '30,000', '0.5 → 1.9', '≥ 15,000: missed'],
    ]);
  });

  it('shows who could not take part, and why, without breaking the table', () => {
    expect(cells('append-at-once/peer')[2]).toBe('failed: no \\|network\\|');
  });

  it('shows that CPU is not known instead of 0', () => {
    expect(cells('unknown').slice(2, 6)).toEqual(['0.0123', 'events/s', '1.23 / 20', 'unknown']);
  });

  it('does not call an aim missed when there was nobody to compare with', () => {
    expect(cells('append-at-once: redress').slice(2, -1)).toEqual([
      ...['12,346', 'none', 'none', 'none', '≥ 10: not compared'],
    ]);
  });

  it('says of a quick run that it is one', () => {
    expect(markdownOf({ ...report, quick: true })).toContain('--quick');
  });
});

describe('tableOf', () => {
  it('pads its columns', () => {
    expect(tableOf(['a', 'long'], [['xxxxx', '']])).toBe(
      ['| a     | long |', '| ----- | ---- |', '| xxxxx |      |'].join('\n'),
    );
  });
});
