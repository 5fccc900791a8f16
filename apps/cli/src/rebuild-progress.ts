import { Presets, SingleBar } from 'cli-progress';

/** How far a rebuild is, as the platform tells it. */
export interface RebuildProgress {
  readonly phase: string;
  readonly events: number;
  readonly eventsTotal: number;
}

/** Shows a rebuild on standard error, so that standard output stays a document. */
export interface ShownProgress {
  show(progress: RebuildProgress): void;
  stop(): void;
}

/** Seconds between the lines that stand in for a bar where nobody watches a terminal. */
const lineEverySec = 5;

/** A bar with rate and remaining time on a terminal, a line now and then elsewhere. */
export function rebuildProgress(title: string): ShownProgress {
  const startedAt = performance.now();
  const rateOf = ({ events }: RebuildProgress) =>
    Math.round(events / Math.max(0.001, (performance.now() - startedAt) / 1000));
  if (!process.stderr.isTTY) return linesOf(title, rateOf);
  const format = `${title} {bar} {percentage}% | {value}/{total} | {rate} events/s | {eta_formatted} left | {phase}`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true },
    Presets.shades_grey,
  );
  bar.start(1, 0, { rate: 0, phase: 'START' });
  return {
    show(progress) {
      bar.setTotal(progress.eventsTotal);
      bar.update(progress.events, { rate: rateOf(progress), phase: progress.phase });
    },
    stop: () => bar.stop(),
  };
}

function linesOf(title: string, rateOf: (progress: RebuildProgress) => number): ShownProgress {
  let saidAt = performance.now();
  return {
    show(progress) {
      if (performance.now() - saidAt < lineEverySec * 1000) return;
      saidAt = performance.now();
      const { phase, events, eventsTotal } = progress;
      const share = `${events} of ${eventsTotal} events, ${rateOf(progress)} events/s`;
      process.stderr.write(`${title}: ${phase}, ${share}\n`);
    },
    stop: () => undefined,
  };
}
