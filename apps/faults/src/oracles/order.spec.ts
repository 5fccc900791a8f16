import type { TopicRecord } from '@redress/bus';
import { brokenOrder } from './order.js';

/** A partition of a topic, each record `<offset of the log> < <offset before it>`. */
const topic = (...records: readonly (readonly [number, number])[]): TopicRecord[] =>
  records.map(([at, previous], offset) => ({
    ...{ offset, key: null, value: null },
    headers: { ce_logoffset: String(at), ce_prevoffset: String(previous) },
  }));
const stranger: TopicRecord = { offset: 9, key: null, value: null, headers: {} };

describe('the order of a topic (I3)', () => {
  it('is that of its log; repeats and what is nobody’s change nothing', () => {
    expect(brokenOrder('p', topic([0, -1], [1, 0], [0, -1], [1, 0], [2, 1]))).toEqual([]);
    expect(brokenOrder('p', [...topic([0, -1]), stranger])).toEqual([]);
  });

  it('is broken where one is missing, first or later', () => {
    expect(brokenOrder('p', topic([1, 0]))).toHaveLength(1);
    expect(brokenOrder('p', topic([0, -1], [2, 1]))).toHaveLength(1);
    expect(brokenOrder('p', topic([0, -1], [2, 1], [1, 0]))).toHaveLength(1);
  });
});
