import type { Result } from '../load/ledger.js';
import type { Verdict } from '../oracles/oracles.js';

/** How one fault went. */
export interface ScenarioReport {
  readonly id: string;
  readonly what: string;
  /** How long harm was done. */
  readonly secs: number;
  /** How often harm was done. */
  readonly rounds: number;
  /** From the heal to the first acknowledgement with all services ready; absent when never. */
  readonly recoveryMs?: number;
  readonly boundMs: number;
  /** Records before all groups when the load had stopped. */
  readonly backlog: number;
  /** Records a second at which they went, under no load. */
  readonly drainPerSec: number;
  readonly drainMs?: number;
  /** Commands sent while the scenario ran, by how they ended. */
  readonly commands: Readonly<Record<Result, number>>;
  /** Acknowledged commands a second. */
  readonly okPerSec: number;
  readonly verdicts: readonly Verdict[];
}

/** A run: what it was told to do, what came of it, and whether its oracles can see. */
export interface FaultReport {
  readonly seed: number;
  readonly brokers: number;
  readonly loadAverage: number;
  readonly network: string;
  readonly scenarios: readonly ScenarioReport[];
  /** What the oracles say of damaged copies: each has to have a problem. */
  readonly onDamage: readonly Verdict[];
}

/** True where every oracle is content with the product, and none with the damaged copies. */
export function isGreen({ scenarios, onDamage }: FaultReport): boolean {
  return (
    scenarios.every(({ verdicts }) => verdicts.every(({ problems }) => problems.length === 0)) &&
    onDamage.every(({ problems }) => problems.length > 0)
  );
}

const headings = [
  ...['fault', 'for', 'rounds', 'recovery', 'bound', 'backlog', 'drain/s'],
  ...['ok', 'fail', 'info', 'ok/s', 'oracles'],
];

/** The table of a run, as Markdown that a terminal shows well too, and what is wrong below it. */
export function reportText(report: FaultReport): string {
  const rows = report.scenarios.map(rowOf);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [
    `seed ${report.seed}, ${report.brokers} brokers, ` +
      `load average ${report.loadAverage.toFixed(1)}, network: ${report.network}`,
    '',
    ...[line(headings), rule, ...rows.map(line)],
    '',
    ...report.scenarios.flatMap(({ id, verdicts }) => problemLines(id, verdicts)),
    `on damaged copies: ${report.onDamage.map(damageWord).join(', ')}`,
    isGreen(report) ? 'zero lost, zero doubled' : 'NOT as it must be',
  ].join('\n');
}

function rowOf(report: ScenarioReport): readonly string[] {
  const { id, secs, rounds, recoveryMs, boundMs, backlog, drainPerSec, commands, okPerSec } =
    report;
  const red = report.verdicts.filter(({ problems }) => problems.length > 0);
  const recovery = recoveryMs === undefined ? 'never' : seconds(recoveryMs);
  return [
    id,
    `${secs} s`,
    String(rounds),
    recoveryMs !== undefined && recoveryMs <= boundMs ? recovery : `${recovery} !`,
    seconds(boundMs),
    String(backlog),
    String(drainPerSec),
    ...[commands.ok, commands.fail, commands.info].map(String),
    okPerSec.toFixed(0),
    red.length === 0 ? 'all green' : `red: ${red.map(({ id: oracle }) => oracle).join(' ')}`,
  ];
}

function problemLines(scenario: string, verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap(({ id, problems }) =>
    problems.map((each) => `${scenario} ${id}: ${each}`),
  );
}

function damageWord({ id, problems }: Verdict): string {
  return `${id} ${problems.length > 0 ? 'red' : 'BLIND'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
