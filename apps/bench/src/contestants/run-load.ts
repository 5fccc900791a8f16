import { randomUUID } from 'node:crypto';
import { type TimedRun, timed, type WithLatency } from '../measuring/timed.js';
import type { Contestant } from './contestant.port.js';
import type { Load } from './load.js';

/**
 * Puts a load on a contestant in this process, and measures.
 *
 * @throws Error when the contestant cannot do it, or refuses a command: nothing is retried
 */
export function runLoad(contestant: Contestant, load: Load): Promise<TimedRun> {
  return timed((withLatency) => carryOut(contestant, load, withLatency));
}

/** @returns how many events were written or read */
async function carryOut(
  contestant: Contestant,
  load: Load,
  withLatency: WithLatency,
): Promise<number> {
  switch (load.kind) {
    case 'append': {
      const append = () => contestant.append(randomUUID(), load.eventsPerCommand);
      await keepInFlight(load, () => withLatency(append));
      return load.commands * load.eventsPerCommand;
    }
    case 'append-calls': {
      const appendCall = offered(contestant.appendCall, 'several commands in one call');
      const streams = () => Array.from({ length: load.commandsPerCall }, () => randomUUID());
      const calls = { commands: load.calls, inFlight: 1 };
      await keepInFlight(calls, () => withLatency(() => appendCall(streams())));
      return load.calls * load.commandsPerCall;
    }
    case 'handle': {
      const handle = offered(contestant.handle, 'commands');
      await keepInFlight(load, () => withLatency(() => handle(randomUUID())));
      return load.commands;
    }
    case 'fold':
      return offered(contestant.fold, 'a fold of everything')(load.page);
    case 'rebuild':
      return offered(contestant.rebuild, 'a rebuild')();
  }
}

/** Workers that each begin their next piece of work when they have finished one. */
async function keepInFlight(
  { commands, inFlight }: { readonly commands: number; readonly inFlight: number },
  work: () => Promise<void>,
): Promise<void> {
  let left = commands;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, commands) }, worker));
}

function offered<Call>(call: Call | undefined, what: string): Call {
  if (call === undefined) throw new Error(`does not offer ${what}`);
  return call;
}
