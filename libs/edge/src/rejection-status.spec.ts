import { rejectionCodes } from '@redress/contracts';
import { rejectionStatus } from './rejection-status.js';
import { rejectionTitles } from './rejection-titles.js';

describe('codes', () => {
  // Records that are not exhaustive do not compile; this catches a code that left the list.
  it('all have a status and titles, and nothing else has', () => {
    expect(Object.keys(rejectionStatus).sort()).toEqual([...rejectionCodes].sort());
    expect(Object.keys(rejectionTitles).sort()).toEqual([...rejectionCodes].sort());
  });

  it('have titles in English and in Chinese', () => {
    for (const { en, 'zh-CN': zh } of Object.values(rejectionTitles)) {
      expect(en).toMatch(/^[A-Z][\x20-\x7e]+[^.]$/);
      expect(zh).toMatch(/\p{Script=Han}|^(If-Match|Redress)/u);
    }
  });

  it('of a rule are never a 5xx: only waiting, not being ready and bugs are', () => {
    const fives = rejectionCodes.filter((code) => rejectionStatus[code] >= 500);
    expect(fives.sort()).toEqual(['AFTER_TIMEOUT', 'BUSY', 'INTERNAL', 'NOT_READY']);
  });
});
