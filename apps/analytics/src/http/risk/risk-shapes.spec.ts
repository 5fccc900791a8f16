import { type Role, roles } from '@redress/contracts';
import { roleGranting } from '@redress/edge';
import { customerTable } from './risk-answers.js';
import { type RiskReader, riskReaderOf, shapeFor } from './risk-reader.js';
import { customerFieldsFor, customerFor, explanationFor, recordFor } from './risk-shapes.js';
import { explanation, names, record, row } from './risk-shapes.setup.js';

const fingerprint = async () => '01'.repeat(32);
const readerOf = (role: Role) => riskReaderOf({ tenantId: 'demo', roles: [role] }, { fingerprint });

const tierOnly: readonly Role[] = ['agent', 'care'];
const readers = roles.filter((role) => roleGranting('risk.read', [role]));

/** What each may see of a customer, written down by hand: role by role, field by field. */
const seenByAll = ['id', 'tier', 'tierSince', 'trend', 'brightSpots'];
const fields = Object.keys(row).filter((field) => field !== 'mergedInto');
const table = readers.flatMap((role) =>
  fields.map((field) => {
    const isSeen = !tierOnly.includes(role) || seenByAll.includes(field);
    const isRenamed = role === 'analyst' && (field === 'id' || field === 'identities');
    return [role, field, isRenamed ? 'renamed' : isSeen ? 'seen' : 'absent'] as const;
  }),
);

describe('A8: a customer in a list', () => {
  it.each(table)('to %s: %s is %s', async (role, field, expected) => {
    const shown: Readonly<Record<string, unknown>> = customerFor(await readerOf(role), row);
    const full: Readonly<Record<string, unknown>> = { ...row };
    const found = !(field in shown)
      ? 'absent'
      : JSON.stringify(shown[field]) === JSON.stringify(full[field])
        ? 'seen'
        : 'renamed';
    expect(found).toBe(expected);
  });

  it.each(readers)('has the same columns in an export for %s', async (role) => {
    const reader = await readerOf(role);
    const shown = Object.keys(customerFor(reader, row)).sort();
    expect([...customerFieldsFor(reader.shape)].sort()).toEqual(shown);
    async function* pages() {
      yield [row];
    }
    const { columns, pages: lines } = customerTable(reader, pages());
    expect([...columns].sort()).toEqual(shown);
    for await (const page of lines)
      expect(page.map(({ length }) => length)).toEqual([shown.length]);
  });
});

describe('A8 A38: the record of a customer', () => {
  const hidden = ['proposal', 'score', 'nextChangeAt', 'conduct', 'brightSpots'];

  it.each(readers)('to %s has the parts of their role', async (role) => {
    const shown = recordFor(await readerOf(role), record);
    const expected = Object.keys(record).filter(
      (part) => !tierOnly.includes(role) || !hidden.includes(part),
    );
    expect(Object.keys(shown).sort()).toEqual(expected.sort());
    expect(shown.transactions.orders).toBe(1);
  });

  it('names nobody to an analyst, and everybody to an officer', async () => {
    const analyst = await readerOf('analyst');
    const told = (reader: RiskReader) =>
      JSON.stringify([
        customerFor(reader, row),
        recordFor(reader, record),
        explanationFor(reader, explanation),
      ]);
    for (const name of Object.values(names)) {
      expect([name, told(analyst).includes(name)]).toEqual([name, false]);
      expect([name, told(await readerOf('compliance')).includes(name)]).toEqual([name, true]);
    }
    const { id, identities = [] } = customerFor(analyst, row);
    expect(identities[0]).toBe(id);
    expect(recordFor(analyst, record).id).toBe(id);
    expect(analyst.meant(id)).toBe(names.customer);
  });

  it('tells an analyst as much as the numbers do', async () => {
    const shown = recordFor(await readerOf('analyst'), record);
    expect(shown).toMatchObject({
      score: record.score,
      transactions: { lastOrders: [{ amountMinor: 1 }], returns: [{ daysHeld: 3 }] },
      credit: [{ kind: 'PAYMENT_OVERDUE' }],
      conduct: [{ class: 'BEHAVIOUR', severity: 3 }],
    });
    const { contributions, relief } = explanationFor(await readerOf('analyst'), explanation);
    expect(contributions.map(({ factId }) => factId).slice(0, 2)).toEqual(['BANK', 'SHOP']);
    expect(relief?.withoutFact?.factId).toBe('BANK');
  });
});

describe('somebody with several roles', () => {
  it('sees what the widest of them sees', () => {
    expect(shapeFor(['agent', 'supervisor'])).toBe('FULL');
    expect(shapeFor(['analyst', 'auditor'])).toBe('FULL');
    expect(shapeFor(['agent', 'analyst'])).toBe('PSEUDONYMS');
    expect(shapeFor(['care', 'agent'])).toBe('TIER');
    expect(shapeFor([])).toBe('TIER');
  });
});
