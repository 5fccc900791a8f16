import { isTimestamp } from '@redress/kernel';
import type { FileRow } from './delimited-rows.js';
import { fileLines } from './file-lines.js';

/** One purchase of a customer, as the platform takes it in. */
export interface PurchaseInput {
  readonly customerRef: string;
  readonly orderId: string;
  readonly date: string;
  readonly units: number;
  readonly amountMinor: number;
  readonly currency: string;
}

const purchaseLine = /^\s*(\d+)\s+(\d+)\s+(\d{4})(\d{2})(\d{2})\s+(\d+)\s+(\d+)\.(\d{2})\s*$/;

/** What stood there is not repeated: it may be about a person. */
const malformed = 'not: customer, sample id, YYYYMMDD, units, dollars.cents';

/**
 * Streams the purchases of a CDNOW sample file: master id, sample id, date, units, US dollars. The
 * file has no order numbers; an order is named by customer, date and its place on that date.
 */
export async function* cdnowPurchases(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FileRow<PurchaseInput>> {
  const ordersOn = new Map<string, number>();
  let line = 0;
  for await (const { text } of fileLines(path, onBytes)) {
    line += 1;
    if (text.trim() === '') continue;
    const match = purchaseLine.exec(text);
    const date = match ? `${match[3]}-${match[4]}-${match[5]}` : '';
    if (!match || !isTimestamp(`${date}T00:00:00.000Z`)) {
      yield { ok: false, line, code: 'PURCHASE_MALFORMED', detail: malformed };
      continue;
    }
    const [, master = '', , , , , units, dollars, cents] = match;
    const day = `${master}:${date}`;
    const nth = (ordersOn.get(day) ?? 0) + 1;
    ordersOn.set(day, nth);
    yield {
      ok: true,
      line,
      rowNo: line,
      value: {
        customerRef: `cdnow:${master}`,
        orderId: `cdnow:${day}#${nth}`,
        date,
        units: Number(units),
        amountMinor: Number(dollars) * 100 + Number(cents),
        currency: 'USD',
      },
    };
  }
}
