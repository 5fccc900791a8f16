import fc from 'fast-check';
import { beginning, chainOf, type ProvenRange } from './offset-chain.js';

const at = (offset: number, previous = offset - 1) => ({
  position: { log: 'intake', partition: 3, offset },
  previous,
});

/** The kinds of the steps, and the range after them. */
function follow(range: ProvenRange | undefined, events: readonly ReturnType<typeof at>[]) {
  const kinds: string[] = [];
  let current = range;
  for (const event of events) {
    const step = chainOf(current, event);
    kinds.push(step.kind);
    current = step.range;
  }
  return { kinds, range: current };
}

describe('the chain of offsets', () => {
  it('proves the whole history from before its first event on', () => {
    const followed = follow(beginning, [at(0), at(1), at(2)]);
    expect(followed).toEqual({ kinds: ['NEXT', 'NEXT', 'NEXT'], range: { after: -1, upTo: 2 } });
  });

  it('begins anywhere when nothing was read yet, and says from where on it is complete', () => {
    expect(follow(undefined, [at(7), at(8)]).range).toEqual({ after: 6, upTo: 8 });
  });

  it('follows what was published, also where the log has numbers that were never used', () => {
    expect(follow(undefined, [at(7), at(12, 7)]).range).toEqual({ after: 6, upTo: 12 });
  });

  it('drops what it has seen, whatever that says of itself', () => {
    const { kinds, range } = follow(beginning, [at(0), at(1), at(0), at(1, 0), at(2)]);
    expect(kinds).toEqual(['NEXT', 'NEXT', 'REPEAT', 'REPEAT', 'NEXT']);
    expect(range).toEqual({ after: -1, upTo: 2 });
  });

  it.each([
    ['an event is missing', { after: -1, upTo: 4 }, at(6)],
    ['the first is missing', beginning, at(1)],
    ['an event claims to follow an older one', { after: -1, upTo: 4 }, at(6, 3)],
    ['an event claims to follow itself', undefined, at(6, 6)],
  ])('stops when %s, and keeps what is proven', (_, range, event) => {
    const step = chainOf(range, event);
    expect(step.kind).toBe('HOLE');
    if (range) expect(step.range).toEqual(range);
  });

  it('finds a removal anywhere, and never what is only repeated', () => {
    const runs = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(runs, fc.nat(), fc.nat(), (gaps, removedAt, repeatedAt) => {
        let offset = -1;
        const events = gaps.map((gap) => {
          const event = at(offset + gap, offset);
          offset += gap;
          return event;
        });
        const again = repeatedAt % events.length;
        const repeated = [...events.slice(0, again + 1), ...events.slice(0, again + 1)];
        const whole = follow(beginning, [...repeated, ...events.slice(again + 1)]);
        expect(whole.kinds).not.toContain('HOLE');
        expect(whole.range).toEqual({ after: -1, upTo: offset });
        // Without the last one nothing follows that could miss it.
        const removed = removedAt % (events.length - 1);
        expect(follow(beginning, events.toSpliced(removed, 1)).kinds).toContain('HOLE');
      }),
    );
  });
});
