import { Presets, SingleBar } from 'cli-progress';

/** Shows how far an import is, on standard error, so that standard output stays a document. */
export interface ImportProgress {
  bytes(count: number): void;
  rows(count: number): void;
  stop(): void;
}

/** Seconds between the lines that stand in for a bar where nobody watches a terminal. */
const lineEverySec = 5;

/** A bar with rate and remaining time on a terminal, a line now and then elsewhere. */
export function importProgress(totalBytes: number): ImportProgress {
  let rowCount = 0;
  let byteCount = 0;
  const startedAt = performance.now();
  const rate = () => Math.round(rowCount / Math.max(0.001, (performance.now() - startedAt) / 1000));
  if (process.stderr.isTTY) {
    const format =
      'importing {bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left';
    const bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true },
      Presets.shades_grey,
    );
    bar.start(totalBytes, 0, { rows: 0, rate: 0 });
    const show = () =>
      bar.update(Math.min(byteCount, totalBytes), { rows: rowCount, rate: rate() });
    return {
      bytes: (count) => {
        byteCount += count;
      },
      rows: (count) => {
        rowCount += count;
        show();
      },
      stop: () => {
        show();
        bar.stop();
      },
    };
  }
  let saidAt = startedAt;
  return {
    bytes: (count) => {
      byteCount += count;
    },
    rows: (count) => {
      rowCount += count;
      if (performance.now() - saidAt < lineEverySec * 1000) return;
      saidAt = performance.now();
      process.stderr.write(`imported ${rowCount} rows, ${rate()} rows/s\n`);
    },
    stop: () => {
      process.stderr.write(`read ${rowCount} rows at ${rate()} rows/s\n`);
    },
  };
}
