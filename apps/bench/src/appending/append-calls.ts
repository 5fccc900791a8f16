import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/** Calls of 100 commands, each of which is refused if its stream exists. */
export const appendCalls: Benchmark = {
  name: 'append-calls',
  title: 'calls of 100 conditional commands, one after the other',
  run(context) {
    const calls = sized(context, { quick: 20, full: 200 });
    const load = { kind: 'append-calls', calls, commandsPerCall: 100 } as const;
    return compare(context, { name: this.name, loads: { redress: load, dcb: load } });
  },
};
