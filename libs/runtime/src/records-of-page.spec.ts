import { messageValueBytesMax } from '@redress/contracts';
import { recordsOfPage } from './records-of-page.js';

/** A partition whose events have texts of these lengths, and what was read of it. */
function partitionOf(lengths: readonly number[]) {
  const records = lengths.map((length, offset) => ({
    ...{ position: { log: 'intake', partition: 3, offset }, sealed: [] },
    data: 'x'.repeat(length),
  }));
  const asked: [after: number, limit: number][] = [];
  return {
    asked,
    read: async (after: number, limit: number) => {
      asked.push([after, limit]);
      return records.slice(after + 1, after + 1 + limit);
    },
  };
}

const offsets = (records: Awaited<ReturnType<typeof recordsOfPage>>) =>
  records.map(({ position }) => position.offset);

describe('the records of a page of history', () => {
  it('are those that were asked for, however they are read', async () => {
    const { read, asked } = partitionOf(Array.from({ length: 100 }, () => 10));
    const found = await recordsOfPage(read, { after: 9, limit: 60 });
    expect(offsets(found)).toEqual(Array.from({ length: 60 }, (_, index) => index + 10));
    expect(asked).toEqual([
      [9, 25],
      [34, 25],
      [59, 10],
    ]);
  });

  it('end with the log', async () => {
    const { read } = partitionOf([10, 10, 10]);
    expect(offsets(await recordsOfPage(read, { after: 0, limit: 1_000 }))).toEqual([1, 2]);
    expect(await recordsOfPage(read, { after: 2, limit: 1_000 })).toEqual([]);
  });

  it('end with their room, and no more is read than could fill it', async () => {
    const { read, asked } = partitionOf(Array.from({ length: 100 }, () => messageValueBytesMax));
    expect(offsets(await recordsOfPage(read, { after: -1, limit: 1_000 }))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(asked).toEqual([[-1, 25]]);
  });
});
