import { randomBytes } from 'node:crypto';
import { isUuid } from '@redress/kernel';
import fc from 'fast-check';
import { pseudonymsOf } from './customer-pseudonyms.js';

const pseudonyms = pseudonymsOf(Buffer.alloc(32, 1));
const ids = fc.uuid({ version: [1, 4, 7, 8] });

describe('a pseudonym', () => {
  it('is a uuid that only its key leads back', () => {
    const other = pseudonymsOf(randomBytes(32));
    fc.assert(
      fc.property(ids, (id) => {
        const hidden = pseudonyms.hide(id);
        expect(isUuid(hidden)).toBe(true);
        expect(hidden).not.toBe(id);
        expect(pseudonyms.reveal(hidden)).toBe(id);
        expect(pseudonyms.hide(pseudonyms.reveal(id))).toBe(id);
        expect(other.reveal(hidden)).not.toBe(id);
      }),
    );
  });

  it('is the same whenever it is asked for', () => {
    expect(pseudonyms.hide('0190b000-0000-7000-8000-000000000001')).toBe(
      '5eb84735-fa50-713f-bc86-8be2aa659819',
    );
  });

  it('says nothing of the age of an id, or of its neighbours', () => {
    const near = Array.from({ length: 64 }, (_, n) =>
      pseudonyms.hide(`0190b000-0000-7000-8000-${String(n).padStart(12, '0')}`),
    );
    expect(new Set(near.map((id) => id.slice(0, 8))).size).toBe(64);
    expect([...near].sort()).not.toEqual(near);
  });
});
