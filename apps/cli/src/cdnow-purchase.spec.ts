import { cdnowPurchases } from './cdnow-purchase.js';
import { temporaryFiles } from './temporary-file.setup.js';

const fileOf = temporaryFiles();

async function readPurchases(...lines: string[]) {
  const rows = [];
  for await (const row of cdnowPurchases(fileOf(lines.join('\n')), () => undefined)) rows.push(row);
  return rows;
}

describe('a purchase', () => {
  it('is read from its columns: customer, sample id, date, units, dollars', async () => {
    expect(await readPurchases('00004 0001 19970101  2   29.33')).toEqual([
      {
        ok: true,
        line: 1,
        rowNo: 1,
        value: {
          customerRef: 'cdnow:00004',
          orderId: 'cdnow:00004:1997-01-01#1',
          date: '1997-01-01',
          units: 2,
          amountMinor: 2_933,
          currency: 'USD',
        },
      },
    ]);
  });

  it('has an amount in whole cents, not in what a float makes of it', async () => {
    const amounts = ['0.00', '0.07', '1.10', '1009.95'];
    const rows = await readPurchases(...amounts.map((amount) => `1 1 19970101 1 ${amount}`));
    expect(rows.map((row) => row.ok && row.value.amountMinor)).toEqual([0, 7, 110, 100_995]);
  });

  it('is named by its place among those of one customer on one day', async () => {
    const rows = await readPurchases(
      '1 1 19970101 1 5.00',
      '1 1 19970101 1 5.00',
      '2 2 19970101 1 5.00',
      '1 1 19970102 1 5.00',
    );
    expect(rows.map((row) => row.ok && row.value.orderId)).toEqual([
      'cdnow:1:1997-01-01#1',
      'cdnow:1:1997-01-01#2',
      'cdnow:2:1997-01-01#1',
      'cdnow:1:1997-01-02#1',
    ]);
  });

  it.each([
    ['a heading', 'customer sample date units dollars'],
    ['a date that is not in the calendar', '1 1 19970230 1 5.00'],
    ['an amount without cents', '1 1 19970101 1 5'],
    ['a negative amount', '1 1 19970101 1 -5.00'],
    ['a column too many', '1 1 19970101 1 5.00 6'],
    ['a column too few', '1 19970101 1 5.00'],
  ])('is broken by %s, with its line, and the next one is read', async (_, text) => {
    const rows = await readPurchases('', text, '1 1 19970101 1 5.00');
    expect(rows).toEqual([
      expect.objectContaining({ ok: false, line: 2, code: 'PURCHASE_MALFORMED' }),
      expect.objectContaining({ ok: true, line: 3 }),
    ]);
  });
});
