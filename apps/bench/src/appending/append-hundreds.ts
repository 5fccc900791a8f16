import { type Benchmark, sized } from '../benchmark.js';
import { compare } from '../measuring/compare.js';

const ratioAims = { emmett: { atLeast: 4 }, dcb: { atLeast: 1.5 } };

/** Durable commands of 100 events, each for one stream, one after the other (G3). */
export const appendHundredsInTurn: Benchmark = {
  name: 'append-hundreds-in-turn',
  fullOnly: true,
  title: 'durable commands of 100 events, one after the other',
  run: (context) => {
    const commands = sized(context, { quick: 100, full: 400 });
    const load = { kind: 'append', commands, eventsPerCommand: 100, inFlight: 1 } as const;
    const loads = { redress: load, emmett: load, dcb: load };
    return compare(context, { name: appendHundredsInTurn.name, loads, ratioAims });
  },
};

/** The same from ten callers. */
export const appendHundreds: Benchmark = {
  name: 'append-hundreds',
  title: 'durable commands of 100 events, 10 callers',
  run: (context) => {
    const commands = sized(context, { quick: 100, full: 400 });
    const load = { kind: 'append', commands, eventsPerCommand: 100, inFlight: 10 } as const;
    const loads = { redress: load, emmett: load, dcb: load };
    return compare(context, { name: appendHundreds.name, loads, ratioAims });
  },
};
