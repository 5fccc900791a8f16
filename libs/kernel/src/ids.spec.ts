import fc from 'fast-check';
import { isUuid, uuidV7, uuidV8 } from './ids.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const millis = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('uuidV7', () => {
  it('writes the time first, then version, variant and the random bits', () => {
    expect(uuidV7(Date.parse('2026-03-02T09:00:00.000Z'), new Uint8Array(10).fill(0xff))).toBe(
      '019cadc6-9a80-7fff-bfff-ffffffffffff',
    );
  });

  it('sorts by time whatever the random bits are', () => {
    fc.assert(
      fc.property(millis, millis, bytes(10), bytes(10), (a, b, randomA, randomB) => {
        fc.pre(a < b);
        expect(uuidV7(a, randomA) < uuidV7(b, randomB)).toBe(true);
      }),
    );
  });

  it('is a uuid, and another one for other random bytes', () => {
    fc.assert(
      fc.property(millis, bytes(10), fc.integer({ min: 3, max: 9 }), (at, random, index) => {
        const other = Uint8Array.from(random, (byte, i) => (i === index ? byte ^ 1 : byte));
        expect(isUuid(uuidV7(at, random))).toBe(true);
        expect(uuidV7(at, other)).not.toBe(uuidV7(at, random));
      }),
    );
  });

  it('refuses too few random bytes', () => {
    expect(() => uuidV7(0, new Uint8Array(9))).toThrow(RangeError);
  });
});

describe('uuidV8', () => {
  it('is stable: the same digest names the same thing', () => {
    const digest = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(uuidV8(digest)).toBe('00010203-0405-8607-8809-0a0b0c0d0e0f');
  });

  it('is a uuid and leaves the digest as it was', () => {
    fc.assert(
      fc.property(bytes(32), (digest) => {
        const before = Uint8Array.from(digest);
        expect(isUuid(uuidV8(digest))).toBe(true);
        expect(digest).toEqual(before);
      }),
    );
  });

  it('refuses a digest that is too short', () => {
    expect(() => uuidV8(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe('isUuid', () => {
  it.each([
    ['upper case', '019CADA7-9080-7FFF-BFFF-FFFFFFFFFFFF'],
    ['no dashes', '019cada790807fffbfffffffffffffff'],
    ['an unknown version', '019cada7-9080-9fff-bfff-ffffffffffff'],
    ['an unknown variant', '019cada7-9080-7fff-cfff-ffffffffffff'],
    ['the nil uuid', '00000000-0000-0000-0000-000000000000'],
    ['text around it', ' 019cada7-9080-7fff-bfff-ffffffffffff\n'],
  ])('refuses %s', (_, text) => {
    expect(isUuid(text)).toBe(false);
  });
});
