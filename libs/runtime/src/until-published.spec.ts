import type { PartitionLag } from '@redress/bus';
import { untilPublished } from './until-published.js';

/** A relay that is behind by one of these numbers at each look, and stays with the last one. */
function relayBehind(...records: readonly number[]) {
  let looks = 0;
  const lag = async (): Promise<PartitionLag[]> => {
    const left = records[Math.min(looks, records.length - 1)] ?? 0;
    looks += 1;
    return [{ log: 'intake', partition: 0, committed: 9 - left, end: 9, records: left }];
  };
  return { lag, looks: () => looks };
}

const never = 60_000;

describe('the wait for what is left to publish', () => {
  it('ends with the last record', async () => {
    const relay = relayBehind(7, 2, 0);
    await untilPublished([relayBehind(0), relay], never);
    expect(relay.looks()).toBe(3);
  });

  it('ends when the time is over', async () => {
    await untilPublished([relayBehind(1)], 100);
  });

  it('ends when the time is over where PostgreSQL is away, and where it does not answer', async () => {
    let looks = 0;
    const away = () => {
      looks += 1;
      return Promise.reject(new Error('connect ECONNREFUSED'));
    };
    await untilPublished([{ lag: away }], 200);
    expect(looks).toBeGreaterThan(1);
    await untilPublished([{ lag: () => new Promise(() => undefined) }], 100);
  });
});
