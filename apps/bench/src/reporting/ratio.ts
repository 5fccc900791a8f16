import { type Aim, type BenchRatio, type BenchResult, meets } from './bench-report.js';

/** Compares two results of one load; `aim` bounds how many times as much as the peer we want. */
export function ratioOf(
  ours: BenchResult | undefined,
  peer: BenchResult | undefined,
  { name, aim }: { readonly name: string; readonly aim?: Aim },
): BenchRatio {
  const ratio = quotient(ours?.value, peer?.value);
  return {
    name,
    ours: ours?.value ?? null,
    peer: peer?.value ?? null,
    ratio,
    cpuRatio: quotient(peer?.cpuMicrosPerEvent, ours?.cpuMicrosPerEvent),
    aim: aim ?? null,
    met: aim === undefined || ratio === null ? null : meets(ratio, aim),
  };
}

function quotient(
  dividend: number | null | undefined,
  divisor: number | null | undefined,
): number | null {
  return typeof dividend === 'number' && divisor ? dividend / divisor : null;
}
