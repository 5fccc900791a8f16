import type { Contestant } from './contestant.port.js';
import { runLoad } from './run-load.js';

/** Counts what it is asked to do, and how much of it at the same time. */
function counting() {
  const seen = { appends: 0, events: 0, busy: 0, busiest: 0, streams: new Set<string>() };
  const contestant: Contestant = {
    async append(stream, events) {
      seen.busy += 1;
      seen.busiest = Math.max(seen.busiest, seen.busy);
      await Promise.resolve();
      seen.busy -= 1;
      seen.appends += 1;
      seen.events += events;
      seen.streams.add(stream);
    },
    async appendCall(streams) {
      seen.appends += 1;
      for (const stream of streams) seen.streams.add(stream);
    },
    close: () => Promise.resolve(),
  };
  return { seen, contestant };
}

describe('runLoad', () => {
  it('sends every command once, to a stream of its own, so many at a time', async () => {
    const { seen, contestant } = counting();
    const run = await runLoad(contestant, {
      ...{ kind: 'append', commands: 50, eventsPerCommand: 3, inFlight: 7 },
    });
    expect(seen).toMatchObject({ appends: 50, events: 150, busiest: 7 });
    expect(seen.streams.size).toBe(50);
    expect(run.events).toBe(150);
    expect(run.latency?.p99).toBeGreaterThanOrEqual(run.latency?.p50 ?? Number.NaN);
  });

  it('sends one by one', async () => {
    const { seen, contestant } = counting();
    await runLoad(contestant, { kind: 'append', commands: 5, eventsPerCommand: 1, inFlight: 1 });
    expect(seen).toMatchObject({ appends: 5, busiest: 1 });
  });

  it('counts the commands of a call', async () => {
    const { seen, contestant } = counting();
    const run = await runLoad(contestant, { kind: 'append-calls', calls: 3, commandsPerCall: 4 });
    expect(run.events).toBe(12);
    expect(seen.streams.size).toBe(12);
  });

  it('fails when a command does, instead of measuring less', async () => {
    const { contestant } = counting();
    const broken = { ...contestant, append: () => Promise.reject(new Error('disk full')) };
    const load = { kind: 'append', commands: 5, eventsPerCommand: 1, inFlight: 2 } as const;
    await expect(runLoad(broken, load)).rejects.toThrow('disk full');
  });

  it('says what a contestant does not offer', async () => {
    const { contestant } = counting();
    await expect(runLoad(contestant, { kind: 'fold', page: 100 })).rejects.toThrow(
      'does not offer',
    );
  });
});
