import {
  type Aim,
  type BenchRatio,
  type BenchReport,
  type BenchResult,
  meets,
} from './bench-report.js';

/** A run as people read it: the machine, a table of results, a table of ratios. */
export function markdownOf({ machine, results, ratios, quick }: BenchReport): string {
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name} ${value}`);
  const sections = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, ` +
      `Node ${machine.node}, PostgreSQL ${machine.postgres} (${settings.join(', ')}); ` +
      `client and server on the same cores${quick ? '; --quick, one run each' : ''}.`,
    tableOf(resultHeading, results.map(resultCells)),
    ...(ratios.length > 0 ? [tableOf(ratioHeading, ratios.map(ratioCells))] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** A Markdown table, padded so that it can be read as text too. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) =>
    row.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')),
  );
  const widths = heading.map((title, column) =>
    Math.max(3, title.length, ...safe.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...safe.map(line)].join(
    '\n',
  );
}

const resultHeading = ['what', 'value', 'unit', 'p50 / p99 ms', 'CPU µs/event', 'n', 'load', 'aim'];

function resultCells(result: BenchResult): readonly string[] {
  const { name, unit, value, p50, p99, cpuMicrosPerEvent, n, error, aim } = result;
  if (value === null) return [name, `failed: ${error ?? 'without a reason'}`];
  return [
    name,
    rounded(value),
    unit,
    p50 === undefined || p99 === undefined ? '' : `${rounded(p50)} / ${rounded(p99)}`,
    cpuMicrosPerEvent === null ? unknownOf(unit) : rounded(cpuMicrosPerEvent),
    grouped(n),
    `${result.loadAverage.toFixed(1)} → ${result.loadAverageAfter.toFixed(1)}`,
    aim ? verdict(aim, meets(value, aim)) : '',
  ];
}

/** Memory, seconds and latencies have no CPU time of their own: their rate stands beside them. */
function unknownOf(unit: string): string {
  return unit.endsWith('/s') ? 'unknown' : '';
}

const ratioHeading = ['ratio', 'ours', 'peer', 'times as much', 'times less CPU', 'aim'];

function ratioCells({
  name,
  ours,
  peer,
  ratio,
  cpuRatio,
  aim,
  met,
}: BenchRatio): readonly string[] {
  return [...[name, ...[ours, peer, ratio, cpuRatio].map(orNone)], aim ? verdict(aim, met) : ''];
}

function verdict({ atLeast, atMost }: Aim, met: boolean | null): string {
  const bound = atLeast === undefined ? `≤ ${rounded(atMost ?? 0)}` : `≥ ${rounded(atLeast)}`;
  const words = { true: 'met', false: 'missed', null: 'not compared' };
  return `${bound}: ${words[`${met}`]}`;
}

function orNone(value: number | null): string {
  return value === null ? 'none' : rounded(value);
}

/** Three digits say all that a noisy machine can know. */
function rounded(value: number): string {
  if (Math.abs(value) >= 1_000) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
