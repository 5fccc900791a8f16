import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a fill is, on standard error. */
export interface FillProgress {
  events(count: number): void;
  stop(): void;
}

/** Seconds between the lines that stand in for a bar where nobody watches a terminal. */
const lineEverySec = 5;

/** A bar on a terminal, a line now and then elsewhere. */
export function fillProgress(total: number): FillProgress {
  if (process.stderr.isTTY) {
    const format = 'filling {bar} {percentage}% | {value} of {total} events | {eta_formatted} left';
    const bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true },
      Presets.shades_grey,
    );
    bar.start(total, 0);
    return { events: (count) => bar.update(count), stop: () => bar.stop() };
  }
  let saidAt = performance.now();
  return {
    events(count) {
      if (performance.now() - saidAt < lineEverySec * 1_000) return;
      saidAt = performance.now();
      process.stderr.write(`filled ${count} of ${total} events\n`);
    },
    stop: () => undefined,
  };
}
