import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/** Two hundred callers, each with one durable command of one event after the other (G1). */
export const appendConcurrent: Benchmark = {
  name: 'append-concurrent',
  title: 'durable commands of one event, 200 callers',
  run(context) {
    const commands = sized(context, { quick: 10_000, full: 200_000 });
    return compare(context, {
      name: this.name,
      loads: { redress: { kind: 'append', commands, eventsPerCommand: 1, inFlight: 200 } },
      aim: { atLeast: 15_000 },
    });
  },
};
