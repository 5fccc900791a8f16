import type { DueTimer } from './due-timer.js';
import { firstOfEachStream } from './due-timer.js';
import { RestingStreams } from './resting-streams.js';

const timer = (id: string, timerId = 'ACK', dueAt = '2026-03-01T09:00:00.000Z'): DueTimer => ({
  log: 'triage',
  stream: { tenantId: 'demo', category: 'clock', id },
  timerId,
  dueAt,
});

describe('RestingStreams', () => {
  it('lets a stream rest longer after each failure, up to a minute', () => {
    const streams = new RestingStreams();
    const waits: (number | undefined)[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      streams.failed(timer('a'), 0);
      waits.push(streams.nextTryMs(0));
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
    expect(streams.resting(59_999)).toHaveLength(1);
    expect(streams.resting(60_000)).toEqual([]);
    expect(streams.nextTryMs(70_000)).toBe(0);
  });

  it('forgets a stream that was settled', () => {
    const streams = new RestingStreams();
    streams.failed(timer('a'), 0);
    streams.failed(timer('b'), 0);
    streams.settled(timer('a', 'OTHER'));
    expect(streams.resting(0).map(({ stream }) => stream.id)).toEqual(['b']);
    streams.settled(timer('b'));
    expect(streams.nextTryMs(0)).toBeUndefined();
  });

  it('remembers a bounded number', () => {
    const streams = new RestingStreams();
    for (let n = 0; n < 1_500; n += 1) streams.failed(timer(`s${n}`), 0);
    const resting = streams.resting(0);
    expect(resting).toHaveLength(1_000);
    expect(resting[0]?.stream.id).toBe('s500');
  });
});

describe('firstOfEachStream', () => {
  it('keeps the order of time and one timer a stream', () => {
    const timers = [timer('a', '1'), timer('b', '2'), timer('a', '3'), timer('c', '4')];
    expect(firstOfEachStream(timers).map(({ timerId }) => timerId)).toEqual(['1', '2', '4']);
  });
});
