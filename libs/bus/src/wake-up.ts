/**
 * A bell beside which one loop sleeps. A ring while it is awake is remembered, so that a loop
 * which looks for work and then goes to sleep does not miss what came in between.
 */
export class WakeUp {
  private wake: (() => void) | undefined;
  private isRung = false;

  /** Ends the sleep, or the next one. */
  ring(): void {
    if (this.wake) this.wake();
    else this.isRung = true;
  }

  /** Resolves at the next ring, or after `ms` milliseconds if given. */
  async sleep(ms?: number): Promise<void> {
    if (this.isRung) {
      this.isRung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = ms === undefined ? undefined : setTimeout(wake, ms);
      this.wake = wake;
    });
  }
}
