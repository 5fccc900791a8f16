/** How often the memory of the process is looked at, in milliseconds. */
const everyMs = 100;

/** The largest resident size of this process while something runs, threads included. */
export class PeakMemory {
  private peak = process.memoryUsage.rss();
  private readonly timer = setInterval(() => this.look(), everyMs).unref();

  peakBytes(): number {
    this.look();
    return this.peak;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.peak = Math.max(this.peak, process.memoryUsage.rss());
  }
}
