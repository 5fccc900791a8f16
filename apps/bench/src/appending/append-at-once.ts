import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/** A thousand durable commands of one event that are all sent at the same moment (G3). */
export const appendAtOnce: Benchmark = {
  name: 'append-at-once',
  title: 'durable commands of one event, 1,000 at the same time',
  run(context) {
    const load = (commands: number) =>
      ({ kind: 'append', commands, eventsPerCommand: 1, inFlight: 1_000 }) as const;
    const peers = load(sized(context, { quick: 1_000, full: 2_000 }));
    const redress = load(sized(context, { quick: 10_000, full: 30_000 }));
    return compare(context, {
      name: this.name,
      loads: { redress, emmett: peers, dcb: peers },
      ratioAims: { emmett: { atLeast: 10 }, dcb: { atLeast: 6 } },
    });
  },
};
