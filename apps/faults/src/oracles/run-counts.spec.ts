import type { LedgerEntry, Result } from '../load/ledger.js';
import { shortcomings } from './run-counts.js';

const entries = (count: number, result: Result): readonly LedgerEntry[] =>
  Array.from({ length: count }, (_, no) => ({
    ...{ no, result, kind: 'contact', key: `k${no}`, sentAt: 0 },
    effect: { log: 'intake', stream: 'c1', type: 'ContactLogged', marker: String(no) },
  }));
const killed = { scenario: 'F01', at: 0, what: 'killed intake', isLanded: true };
const said = { faults: [killed], okMin: 20 };

describe('whether a scenario says anything (I14)', () => {
  it('does where enough of its commands were acknowledged and its fault has landed', () => {
    const ledger = entries(20, 'ok');
    expect(shortcomings({ ...said, ledger, firstNo: 0 })).toEqual([]);
  });

  it('does not by what was acknowledged before it', () => {
    const ledger = [...entries(60, 'ok'), ...entries(9, 'fail'), ...entries(3, 'info')];
    expect(shortcomings({ ...said, ledger, firstNo: 60 })).toEqual([
      '0 acknowledged commands, fewer than 20',
      '3 of 12 unanswered',
    ]);
  });

  it('does not without a fault, or by one that had no effect', () => {
    const seen = { ...said, ledger: entries(20, 'ok'), firstNo: 0 };
    expect(shortcomings({ ...seen, faults: [] })).toEqual(['nothing was done to the product']);
    expect(shortcomings({ ...seen, faults: [{ ...killed, isLanded: false }] })).toEqual([
      'had no effect: killed intake',
    ]);
  });
});
