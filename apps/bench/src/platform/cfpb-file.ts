import { type SeededRandom, seededRandom } from '../history/random.js';

const heading = [
  ...['Date received', 'Product', 'Sub-product', 'Issue', 'Sub-issue', 'Company', 'State'],
  ...['ZIP code', 'Submitted via', 'Date sent to company', 'Company response to consumer'],
  ...['Timely response?', 'Consumer disputed?', 'Complaint ID'],
];

/** Products with the issues that people have with them. */
const products = [
  ['Mortgage', ['Loan servicing', 'Foreclosure', 'Application']],
  ['Credit card', ['Billing disputes', 'Late fee', 'Rewards']],
  ['Consumer Loan', ['Managing the loan or lease', 'Taking out the loan']],
  ['Debt collection', ['Disclosure', 'Not my debt', 'Communication tactics']],
] as const;
const companies = Array.from({ length: 40 }, (_, nth) => `Example Bank ${nth + 1}`);
const states = ['VA', 'TX', 'CA', 'NY', 'FL', 'OH'];
const channels = ['Web', 'Phone', 'Referral', 'Postal mail', 'Fax'];
const responses = [
  ...['Closed with explanation', 'Closed with monetary relief'],
  ...['Closed with non-monetary relief', 'In progress'],
];

/** The file begins in January 2015 and goes on for so many days. */
const days = 1_000;
const firstMs = Date.UTC(2015, 0, 1);
const dayMs = 86_400_000;

/**
 * A complaint file as the US Consumer Financial Protection Bureau publishes them, made up: rows in
 * the order of their dates, each with an id. The same seed gives the same file.
 */
export function cfpbFile(rows: number, seed: number): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, (_, nth) => rowOf(nth, rows, random));
  return `${[heading, ...lines].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

function rowOf(nth: number, rows: number, random: SeededRandom): readonly string[] {
  const day = Math.floor((nth / rows) * days);
  const [product, issues] = pick(products, random);
  const receivedAt = dateOf(day);
  const sentAt = dateOf(day + random.below(5));
  return [
    ...[receivedAt, product, '', pick(issues, random), '', pick(companies, random)],
    ...[pick(states, random), `${10_000 + random.below(89_999)}`, pick(channels, random), sentAt],
    ...[pick(responses, random), random.below(20) === 0 ? 'No' : 'Yes'],
    ...[random.below(5) === 0 ? 'Yes' : 'No', `${1_000_000 + nth}`],
  ];
}

/** As the file writes a day: `7/29/2015`. */
function dateOf(day: number): string {
  const date = new Date(firstMs + day * dayMs);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function pick<Item>(items: readonly Item[], random: SeededRandom): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
