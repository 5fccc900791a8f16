import { type Heard, hasHeard, hear, heardPositions } from './heard.js';

const at = (log: string, offset: number, partition = 3) => ({ log, partition, offset });

describe('what a case has heard', () => {
  const heard = [at('triage', 4), at('intake', 10), at('intake', 7)].reduce<Heard>(hear, {});

  it('is the last offset of each partition, and never goes back', () => {
    expect(heardPositions(heard)).toEqual(['intake/3/10', 'triage/3/4']);
  });

  it('includes every earlier event of the partition, and nothing of another one', () => {
    expect(hasHeard(heard, at('intake', 8))).toBe(true);
    expect(hasHeard(heard, at('intake', 10))).toBe(true);
    expect(hasHeard(heard, at('intake', 11))).toBe(false);
    expect(hasHeard(heard, at('intake', 0, 4))).toBe(false);
    expect(hasHeard({}, at('intake', 0))).toBe(false);
  });
});
