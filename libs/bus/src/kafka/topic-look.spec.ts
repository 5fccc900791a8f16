import type { KafkaClient, KafkaReader, TopicRecord } from './kafka-client.port.js';
import { TopicLook } from './topic-look.js';

const partition = 3;

/** Offsets that are left of a batch, and the last one that it had before compaction. */
interface Batch {
  readonly kept: readonly number[];
  readonly last: number;
}

/** A look at a topic whose broker answers with one batch at a time, from the one of an offset on. */
function lookAt(batches: readonly Batch[]) {
  const record = (offset: number): TopicRecord => ({ offset, key: null, value: null, headers: {} });
  const reader: Pick<KafkaReader, 'fetch' | 'ranges' | 'leaders'> = {
    ranges: async () => new Map([[partition, { first: 0, end: (batches.at(-1)?.last ?? -1) + 1 }]]),
    leaders: async () => new Map([[partition, 1]]),
    async fetch({ from }) {
      const at = from.get(partition) ?? 0;
      const kept = batches.find(({ last }) => last >= at)?.kept ?? [];
      return new Map([[partition, kept.filter((offset) => offset >= at).map(record)]]);
    },
  };
  const client: Pick<KafkaClient, 'openReader'> = { openReader: async () => reader as KafkaReader };
  return new TopicLook(client, 'customer.risk-state.v1');
}

async function seenBy(look: TopicLook, before?: number): Promise<number[]> {
  const seen: number[] = [];
  await look.at(
    partition,
    before === undefined ? undefined : { end: before, at: 0 },
    async (page) => {
      seen.push(...page.map(({ offset }) => offset));
    },
  );
  return seen;
}

describe('a look at a compacted topic', () => {
  it('sees all that is left, also behind batches that lost their last records or all', async () => {
    const look = lookAt([
      { kept: [0, 3], last: 9 },
      { kept: [], last: 14 },
      { kept: [15], last: 15 },
    ]);
    expect(await seenBy(look)).toEqual([0, 3, 15]);
  });

  it('goes on where an earlier one ended, though nothing is left there', async () => {
    const look = lookAt([
      { kept: [2], last: 5 },
      { kept: [6, 7], last: 9 },
    ]);
    expect(await seenBy(look, 4)).toEqual([6, 7]);
    expect(await seenBy(look, 10)).toEqual([]);
  });
});
