import type { RunningSubscription } from '../subscription.port.js';

/** What works beside a subscription and ends with it. */
export interface Publisher {
  /** What wakes it up from time to time. */
  readonly timer: NodeJS.Timeout;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** A subscription as it is, which takes its publisher along however it ends. */
export function withPublisher(
  running: RunningSubscription,
  { timer, close }: Publisher,
): RunningSubscription {
  const end = () => {
    clearInterval(timer);
    return close();
  };
  void running.failed.then(end);
  return {
    ...{ pause: running.pause.bind(running), resume: running.resume.bind(running) },
    ...{ nudge: running.nudge.bind(running), lag: running.lag.bind(running) },
    failed: running.failed,
    async stop(how) {
      clearInterval(timer);
      await running.stop(how);
      await end();
    },
  };
}
