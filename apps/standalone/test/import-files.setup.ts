import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A row of the file by the title of its column. */
export type CaseRow = Readonly<Record<string, string>>;

const titles = [
  'Date received',
  'Product',
  'Sub-product',
  'Issue',
  'Sub-issue',
  'Company',
  'State',
  'ZIP code',
  'Consumer consent provided?',
  'Submitted via',
  'Date sent to company',
  'Company response to consumer',
  'Timely response?',
  'Consumer disputed?',
] as const;

const snakes = [
  ...['date_received', 'product', 'sub_product', 'issue', 'sub_issue'],
  ...['consumer_complaint_narrative', 'company_public_response', 'company', 'state', 'zip_code'],
  ...['tags', 'consumer_consent_provided', 'submitted_via', 'date_sent_to_company'],
  ...['company_response_to_consumer', 'timely_response', 'consumer_disputed', 'complaint_id'],
] as const;

/** A row of the older dialect, which has no ids; fields that are not given are ordinary. */
export function titleRow(fields: CaseRow = {}): CaseRow {
  return {
    'Date received': '7/29/2015',
    Product: 'Consumer Loan',
    'Sub-product': 'Vehicle loan',
    Issue: 'Managing the loan or lease',
    Company: 'Example Motors Bank',
    State: 'VA',
    'ZIP code': '24540',
    'Submitted via': 'Phone',
    'Date sent to company': '7/30/2015',
    'Company response to consumer': 'Closed with explanation',
    'Timely response?': 'Yes',
    'Consumer disputed?': 'No',
    ...fields,
  };
}

/** A row of the newer dialect, which is known by its id. */
export function snakeRow(id: string, fields: CaseRow = {}): CaseRow {
  return {
    date_received: '2017-03-21',
    product: 'Credit reporting',
    issue: 'Incorrect information on credit report',
    company: 'EXAMPLE REPORTS',
    state: 'TX',
    submitted_via: 'Web',
    date_sent_to_company: '2017-03-22',
    company_response_to_consumer: 'Closed with explanation',
    timely_response: 'true',
    consumer_disputed: 'false',
    complaint_id: id,
    ...fields,
  };
}

/** The text of a file in the older dialect. */
export function titleCsv(rows: readonly CaseRow[]): string {
  return csv(titles, rows);
}

/** The text of a file in the newer dialect. */
export function snakeCsv(rows: readonly CaseRow[]): string {
  return csv(snakes, rows);
}

function csv(heading: readonly string[], rows: readonly CaseRow[]): string {
  const lines = [heading, ...rows.map((row) => heading.map((name) => row[name] ?? ''))];
  return `${lines.map((fields) => fields.map(quoted).join(',')).join('\n')}\n`;
}

function quoted(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** A folder for the files of a suite. */
export function importFiles(): { write(name: string, text: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'redress-files-'));
  return {
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
