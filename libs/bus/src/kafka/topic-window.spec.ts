import type { LogRecord } from '@redress/event-log';
import { TopicWindow } from './topic-window.js';

/** Records of these offsets, each behind the one before it, the first behind `previous`. */
function chain(previous: number, ...offsets: readonly number[]): LogRecord[] {
  return offsets.map(
    (offset, nth) =>
      ({
        ...{ position: { offset }, previous: offsets[nth - 1] ?? previous },
        envelope: { id: `event ${offset}` },
      }) as LogRecord,
  );
}
const offsetsOf = (records: readonly LogRecord[] | undefined) =>
  records?.map(({ position }) => position.offset);

describe('the window of a topic', () => {
  it('gives what it has seen behind an offset, and nothing of what stands before it', () => {
    const window = new TopicWindow();
    expect([window.end, window.after(-1, 10)]).toEqual([-1, undefined]);
    expect(window.add(chain(3, 4, 7, 8))).toBe(true);
    expect(offsetsOf(window.after(4, 1))).toEqual([7]);
    expect(window.after(8, 10)).toEqual([]);
    expect(window.after(2, 10)).toBeUndefined();
  });

  it('drops what it has seen, and begins anew where the chain breaks', () => {
    const window = new TopicWindow();
    window.add(chain(-1, 0, 1));
    expect(window.add(chain(-1, 0, 1))).toBe(false);
    expect(window.add(chain(0, 1, 2))).toBe(true);
    expect(offsetsOf(window.after(-1, 10))).toEqual([0, 1, 2]);
    window.add(chain(5, 6));
    expect([window.after(2, 10), offsetsOf(window.after(5, 10))]).toEqual([undefined, [6]]);
  });

  it('tells a repeat from another event at the same place', () => {
    const window = new TopicWindow();
    window.add(chain(-1, 0, 1));
    const [same, next] = chain(0, 1, 2);
    const other = { ...same, envelope: { id: 'forged' } } as LogRecord;
    const contradicted = [same, next, other].map((record) => record && window.contradicts(record));
    expect(contradicted).toEqual([false, false, true]);
  });

  it('keeps the newest 256', () => {
    const window = new TopicWindow();
    window.add(chain(-1, ...Array(300).keys()));
    expect(window.after(42, 1)).toBeUndefined();
    expect([offsetsOf(window.after(43, 1)), window.end]).toEqual([[44], 299]);
  });
});
