import { contradictions } from './acknowledged.js';
import type { LedgerEntry, Result } from '../load/ledger.js';

const entry = (no: number, result: Result): LedgerEntry => ({
  ...{ no, result, kind: 'contact', key: `k${no}`, sentAt: 0 },
  effect: { log: 'intake', stream: 'c1', type: 'ContactLogged', marker: String(no) },
});
const inLog = (...numbers: number[]) =>
  new Map(numbers.map((no) => [`intake c1 ContactLogged ${no}`, 1]));

describe('a ledger against the logs (I1)', () => {
  it('agrees where what was acknowledged is there, and what was refused is not', () => {
    const ledger = [entry(1, 'ok'), entry(2, 'fail'), entry(3, 'info'), entry(4, 'info')];
    expect(contradictions(ledger, inLog(1, 3))).toEqual([]);
  });

  it('finds what is lost, what was refused and is there, and what never ended', () => {
    const ledger = [entry(1, 'ok'), entry(2, 'fail'), entry(3, 'open')];
    expect(contradictions(ledger, inLog(2))).toEqual([
      expect.stringMatching(/^lost: contact 1/),
      expect.stringMatching(/^refused, and in the log: contact 2/),
      expect.stringMatching(/^never ended: contact 3/),
    ]);
  });
});
