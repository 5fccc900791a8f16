import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

/** The whole write path of the product: key, load, settle, decide, check, append. */
export const handleCommands: Benchmark = {
  name: 'handle-commands',
  title: 'commands through commandHandler with an idempotency key, 200 callers',
  run(context) {
    const commands = sized(context, { quick: 3_000, full: 20_000 });
    const redress = { kind: 'handle', commands, inFlight: 200 } as const;
    return compare(context, { name: this.name, loads: { redress } });
  },
};
