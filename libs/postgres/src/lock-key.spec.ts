import fc from 'fast-check';
import { lockKey, lockName } from './lock-key.js';

describe('lock key', () => {
  it('spells kind, service, log and partition', () => {
    expect(lockName('append', 'follow-up', 'follow-up', 3)).toBe('append:follow-up:follow-up:3');
    expect(lockKey('relay', 'triage', 'customer.conduct', 15)).toBe(
      "hashtextextended('relay:triage:customer.conduct:15', 0)",
    );
  });

  it('gives different names to different locks', () => {
    const word = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    const lock = fc.tuple(
      fc.constantFrom('append' as const, 'relay' as const, 'migrate' as const),
      word,
      word,
      fc.nat(15),
    );
    fc.assert(
      fc.property(lock, lock, (a, b) => {
        const same = a.every((part, index) => part === b[index]);
        expect(lockName(...a) === lockName(...b)).toBe(same);
      }),
    );
  });

  it.each([
    ["intake'); drop", 'intake', 0],
    ['intake', "x', 0); --", 0],
    ['intake', 'a:b', 0],
    ['intake', 'intake', -1],
    ['intake', 'intake', 1.5],
  ])('refuses %s / %s / %s', (service, log, partition) => {
    expect(() => lockKey('append', service, log, partition)).toThrow();
  });
});
