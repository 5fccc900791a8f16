import { createHash } from 'node:crypto';
import type { Channel } from '@redress/contracts';
import { isTimestamp } from '@redress/kernel';
import type { CsvRow, FileRow } from './delimited-rows.js';

/** A historic case as the platform takes it in; dates are local to the tenant. */
export interface HistoricCaseInput {
  readonly source: string;
  readonly externalRef: string;
  readonly receivedDate: string;
  readonly passedOnDate?: string;
  readonly channel: Channel;
  readonly language: string;
  readonly standing: 'CLOSED' | 'INVESTIGATING';
  readonly response?: string;
  readonly publicResponse?: string;
  readonly promiseKept?: boolean;
  readonly disputed?: boolean;
  readonly causePath: readonly string[];
  readonly causeNames: string;
  readonly businessUnit?: string;
  readonly businessUnitName?: string;
  readonly regionCode?: string;
  readonly tags: readonly string[];
  readonly narrative?: string;
  readonly rowNo: number;
  readonly duplicateOf?: { readonly externalRef: string; readonly rowNo: number };
}

/** The two spellings of the heading that the source has used over the years. */
const dialects = {
  title: {
    received: 'Date received',
    product: 'Product',
    subProduct: 'Sub-product',
    issue: 'Issue',
    subIssue: 'Sub-issue',
    company: 'Company',
    state: 'State',
    via: 'Submitted via',
    sent: 'Date sent to company',
    response: 'Company response to consumer',
    timely: 'Timely response?',
    disputed: 'Consumer disputed?',
    publicResponse: 'Company public response',
    tags: 'Tags',
    narrative: 'Consumer complaint narrative',
    id: 'Complaint ID',
  },
  snake: {
    received: 'date_received',
    product: 'product',
    subProduct: 'sub_product',
    issue: 'issue',
    subIssue: 'sub_issue',
    company: 'company',
    state: 'state',
    via: 'submitted_via',
    sent: 'date_sent_to_company',
    response: 'company_response_to_consumer',
    timely: 'timely_response',
    disputed: 'consumer_disputed',
    publicResponse: 'company_public_response',
    tags: 'tags',
    narrative: 'consumer_complaint_narrative',
    id: 'complaint_id',
  },
} as const;

type Field = keyof (typeof dialects)['title'];

const channelOf: Readonly<Record<string, Channel>> = {
  web: 'WEB_FORM',
  'web referral': 'REFERRAL',
  referral: 'REFERRAL',
  phone: 'PHONE',
  'postal mail': 'LETTER',
  fax: 'FAX',
  email: 'EMAIL',
};

/** What makes a row unusable, with the field it stands in. */
class RowProblem extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The file is another one: no row of it can be read, so the first one ends the import. */
export class HeadingError extends Error {
  readonly code = 'HEADING_UNKNOWN';

  constructor(columns: readonly string[]) {
    super(`the heading is none that is known; expected are ${columns.join(', ')}`);
    this.name = 'HeadingError';
  }
}

/**
 * Reads rows of the US Consumer Financial Protection Bureau's complaint file into historic cases.
 * Rows without an id of their own are known by a hash of the row and its occurrence number: an
 * identical later row is kept, and flagged as a suspected duplicate of the first.
 */
export function cfpbCases(): (row: FileRow<CsvRow>) => FileRow<HistoricCaseInput> {
  const firstRowOf = new Map<string, { rowNo: number; count: number }>();
  return (row) => {
    if (!row.ok) return row;
    try {
      const fields = fieldsOf(row.value);
      const id = fields('id');
      if (id) return { ...row, value: historicCase(fields, `cfpb:${id}`, row.rowNo) };
      const hash = createHash('sha256')
        .update(Object.values(row.value).join('\u001f'))
        .digest('hex');
      const ref = (occurrence: number) => `cfpb:${hash.slice(0, 40)}#${occurrence}`;
      const seen = firstRowOf.get(hash);
      const count = (seen?.count ?? 0) + 1;
      firstRowOf.set(hash, { rowNo: seen?.rowNo ?? row.rowNo, count });
      const read = historicCase(fields, ref(count), row.rowNo);
      const value = seen
        ? { ...read, duplicateOf: { externalRef: ref(1), rowNo: seen.rowNo } }
        : read;
      return { ...row, value };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      return { ok: false, line: row.line, code: error.code, detail: error.message };
    }
  };
}

function fieldsOf(row: CsvRow): (field: Field) => string {
  const dialect = 'date_received' in row ? dialects.snake : dialects.title;
  if (!(dialect.received in row)) {
    throw new HeadingError(Object.values(dialects.snake));
  }
  return (field) => (row[dialect[field]] ?? '').trim();
}

function historicCase(
  fields: (field: Field) => string,
  externalRef: string,
  rowNo: number,
): HistoricCaseInput {
  const via = fields('via');
  const channel = channelOf[via.toLowerCase()];
  if (!channel) throw new RowProblem('CHANNEL_UNKNOWN', 'how it was submitted is no channel');
  const response = codeOf(fields('response'));
  if (!response) throw new RowProblem('RESPONSE_MISSING', 'the company response is blank');
  const causes = ['product', 'subProduct', 'issue', 'subIssue'] as const;
  const causeNames = causes.map((field) => fields(field)).filter((name) => name !== '');
  if (!fields('product')) throw new RowProblem('PRODUCT_MISSING', 'the product is blank');
  const promiseKept = yesNo('timely', fields('timely'));
  const disputed = yesNo('disputed', fields('disputed'));
  const passedOnDate = fields('sent') ? dateOf('sent', fields('sent')) : undefined;
  const company = fields('company');
  const businessUnit = codeOf(company);
  const state = codeOf(fields('state'));
  const publicResponse = codeOf(fields('publicResponse'));
  const narrative = fields('narrative');
  return {
    source: 'CFPB',
    externalRef,
    receivedDate: dateOf('received', fields('received')),
    channel,
    language: 'en-US',
    standing: response === 'IN_PROGRESS' ? 'INVESTIGATING' : 'CLOSED',
    response,
    causePath: causeNames.map(codeOf).filter((code) => code !== ''),
    causeNames: causeNames.join(' / '),
    tags: fields('tags')
      .split(',')
      .map(codeOf)
      .filter((tag) => tag !== ''),
    rowNo,
    ...(passedOnDate ? { passedOnDate } : {}),
    ...(promiseKept === undefined ? {} : { promiseKept }),
    ...(disputed === undefined ? {} : { disputed }),
    ...(businessUnit ? { businessUnit } : {}),
    ...(company ? { businessUnitName: company } : {}),
    ...(state ? { regionCode: `US-${state}` } : {}),
    ...(publicResponse ? { publicResponse } : {}),
    ...(narrative ? { narrative } : {}),
  };
}

/** The code of a name: upper case, everything else an underscore, e.g. `OLDER_AMERICAN`. */
function codeOf(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .slice(0, 80)
    .replace(/^_+|_+$/g, '');
}

function yesNo(field: Field, value: string): boolean | undefined {
  switch (value.toLowerCase()) {
    case 'yes':
    case 'true':
      return true;
    case 'no':
    case 'false':
      return false;
    case '':
    case 'n/a':
      return undefined;
    default:
      throw new RowProblem('FLAG_INVALID', `${field} is neither yes nor no`);
  }
}

/** `M/D/YYYY` or `YYYY-MM-DD` as a calendar date; 30 February is none. */
function dateOf(field: Field, value: string): string {
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  const [year, month, day] = us ? [us[3], us[1], us[2]] : value.split('-');
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  if (!isTimestamp(`${date}T00:00:00.000Z`)) {
    throw new RowProblem('DATE_INVALID', `${field} is no date`);
  }
  return date;
}
