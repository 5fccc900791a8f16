import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/** Durable commands of one event, one after the other: the latency of an empty house. */
export const appendInTurn: Benchmark = {
  name: 'append-in-turn',
  title: 'durable commands of one event, one after the other',
  run(context) {
    const load = (commands: number) =>
      ({ kind: 'append', commands, eventsPerCommand: 1, inFlight: 1 }) as const;
    const peers = load(sized(context, { quick: 200, full: 300 }));
    const redress = load(sized(context, { quick: 1_000, full: 3_000 }));
    return compare(context, { name: this.name, loads: { redress, emmett: peers, dcb: peers } });
  },
};
