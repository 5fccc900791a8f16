import { cfpbCases } from './cfpb-case.js';
import { csvRows } from './delimited-rows.js';
import { temporaryFiles } from './temporary-file.setup.js';

const fileOf = temporaryFiles();

const titles = {
  'Date received': '4/1/2015',
  Product: 'Bank account',
  'Sub-product': 'Savings',
  Issue: 'Fees & charges',
  'Sub-issue': '',
  Company: 'Northern Bank, N.A.',
  State: 'VT',
  'Submitted via': 'Postal mail',
  'Date sent to company': '4/3/2015',
  'Company response to consumer': 'Closed with explanation',
  'Timely response?': 'Yes',
  'Consumer disputed?': 'No',
  'Company public response': '',
  Tags: 'Older American, Servicemember',
};
const snakes = {
  date_received: '2015-04-01',
  product: 'Bank account',
  sub_product: 'Savings',
  issue: 'Fees & charges',
  sub_issue: '',
  company: 'Northern Bank, N.A.',
  state: 'VT',
  submitted_via: 'Postal mail',
  date_sent_to_company: '2015-04-03',
  company_response_to_consumer: 'Closed with explanation',
  timely_response: 'true',
  consumer_disputed: 'false',
  company_public_response: '',
  tags: 'Older American, Servicemember',
  consumer_complaint_narrative: 'They charged me "twice".\n\nThen again.',
  complaint_id: '4711',
};

type Fields = Record<string, string>;

/** Reads rows that are written like the first one, each with its own differences. */
async function readCases(like: Fields, ...differences: Fields[]) {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  const rows = differences.map((each) =>
    Object.values({ ...like, ...each })
      .map(quoted)
      .join(','),
  );
  const content = [Object.keys(like).join(','), ...rows].join('\n');
  const read = cfpbCases();
  const cases = [];
  for await (const row of csvRows(fileOf(content), () => undefined)) cases.push(read(row));
  return cases;
}

async function readCase(like: Fields, difference: Fields = {}) {
  const [row] = await readCases(like, difference);
  return row?.ok ? row.value : row;
}

const facts = {
  source: 'CFPB',
  receivedDate: '2015-04-01',
  passedOnDate: '2015-04-03',
  channel: 'LETTER',
  language: 'en-US',
  standing: 'CLOSED',
  response: 'CLOSED_WITH_EXPLANATION',
  promiseKept: true,
  disputed: false,
  causePath: ['BANK_ACCOUNT', 'SAVINGS', 'FEES_CHARGES'],
  causeNames: 'Bank account / Savings / Fees & charges',
  businessUnit: 'NORTHERN_BANK_N_A',
  businessUnitName: 'Northern Bank, N.A.',
  regionCode: 'US-VT',
  tags: ['OLDER_AMERICAN', 'SERVICEMEMBER'],
  rowNo: 1,
};

describe('a case of the bureau', () => {
  it('is read in the dialect with titles, and known by a hash of its row', async () => {
    expect(await readCase(titles)).toEqual({
      ...facts,
      externalRef: expect.stringMatching(/^cfpb:[0-9a-f]{40}#1$/),
    });
  });

  it('is read in the dialect in snake case, with its id and a narrative of several lines', async () => {
    expect(await readCase(snakes)).toEqual({
      ...facts,
      externalRef: 'cfpb:4711',
      narrative: 'They charged me "twice".\n\nThen again.',
    });
  });

  it('has no fact that its row leaves blank', async () => {
    const blank = {
      ...Object.fromEntries(Object.keys(titles).map((name) => [name, ''])),
      'Date received': '4/1/2015',
      Product: 'Mortgage',
      'Submitted via': 'Web',
      'Company response to consumer': 'In progress',
    };
    expect(await readCase(blank)).toEqual({
      source: 'CFPB',
      externalRef: expect.any(String),
      receivedDate: '2015-04-01',
      channel: 'WEB_FORM',
      language: 'en-US',
      standing: 'INVESTIGATING',
      response: 'IN_PROGRESS',
      causePath: ['MORTGAGE'],
      causeNames: 'Mortgage',
      tags: [],
      rowNo: 1,
    });
  });

  it('keeps names that cannot be spelt as a code, without an empty code', async () => {
    const read = await readCase(titles, { Company: '北方银行', 'Sub-product': '储蓄' });
    expect(read).toMatchObject({
      businessUnitName: '北方银行',
      causePath: ['BANK_ACCOUNT', 'FEES_CHARGES'],
      causeNames: 'Bank account / 储蓄 / Fees & charges',
    });
    expect(read).not.toHaveProperty('businessUnit');
  });

  it('keeps a date of passing on that lies before the receipt: the platform flags it', async () => {
    expect(await readCase(titles, { 'Date sent to company': '3/31/2015' })).toMatchObject({
      receivedDate: '2015-04-01',
      passedOnDate: '2015-03-31',
    });
  });

  it.each([
    ['Web', 'WEB_FORM'],
    ['Web Referral', 'REFERRAL'],
    ['Referral', 'REFERRAL'],
    ['Phone', 'PHONE'],
    ['Fax', 'FAX'],
    ['Email', 'EMAIL'],
  ])('B7 came by %s', async (via, channel) => {
    expect(await readCase(titles, { 'Submitted via': via })).toMatchObject({ channel });
  });

  it.each([
    ['Timely response?', 'No', { promiseKept: false }],
    ['Timely response?', 'true', { promiseKept: true }],
    ['Consumer disputed?', 'Yes', { disputed: true }],
  ])('%s %s is understood', async (field, value, expected) => {
    expect(await readCase(titles, { [field]: value })).toMatchObject(expected);
  });

  it('knows nothing of a dispute that is n/a', async () => {
    expect(await readCase(titles, { 'Consumer disputed?': 'N/A' })).not.toHaveProperty('disputed');
  });
});

describe('a row that appears again', () => {
  it('is kept, linked to the first, and has a reference of its own', async () => {
    const [first, other, second, third] = await readCases(titles, {}, { State: 'NY' }, {}, {});
    expect(first).toMatchObject({ ok: true, rowNo: 1, value: { rowNo: 1 } });
    const hash = first?.ok ? first.value.externalRef.replace('#1', '') : '';
    expect(first?.ok && first.value).not.toHaveProperty('duplicateOf');
    expect(other?.ok && other.value).not.toHaveProperty('duplicateOf');
    const duplicateOf = { externalRef: `${hash}#1`, rowNo: 1 };
    expect(second).toMatchObject({ value: { externalRef: `${hash}#2`, rowNo: 3, duplicateOf } });
    expect(third).toMatchObject({ value: { externalRef: `${hash}#3`, rowNo: 4, duplicateOf } });
  });

  it('has the same references in the next run, so that nothing is taken in twice', async () => {
    const refs = async () =>
      (await readCases(titles, {}, {})).map((row) => row.ok && row.value.externalRef);
    expect(await refs()).toEqual(await refs());
  });

  it('is the same case when it has an id, whatever else has changed', async () => {
    const rows = await readCases(snakes, {}, { timely_response: 'false' });
    expect(rows.map((row) => row.ok && row.value.externalRef)).toEqual(['cfpb:4711', 'cfpb:4711']);
    expect(rows.some((row) => row.ok && row.value.duplicateOf)).toBe(false);
  });
});

describe('a row that cannot be used', () => {
  it.each([
    ['CHANNEL_UNKNOWN', { 'Submitted via': 'Pigeon' }],
    ['CHANNEL_UNKNOWN', { 'Submitted via': '' }],
    ['RESPONSE_MISSING', { 'Company response to consumer': ' ' }],
    ['PRODUCT_MISSING', { Product: '' }],
    ['FLAG_INVALID', { 'Timely response?': 'Maybe' }],
    ['DATE_INVALID', { 'Date received': '' }],
    ['DATE_INVALID', { 'Date received': '2/30/2015' }],
    ['DATE_INVALID', { 'Date received': '13/1/2015' }],
    ['DATE_INVALID', { 'Date received': '2015-04' }],
    ['DATE_INVALID', { 'Date sent to company': 'yesterday' }],
  ])('is %s with its line, and the next one is read', async (code, difference) => {
    const [broken, next] = await readCases(titles, difference, {});
    expect(broken).toMatchObject({ ok: false, line: 2, code });
    expect(next).toMatchObject({ ok: true, line: 3, rowNo: 2 });
  });

  it('ends the import with HEADING_UNKNOWN when the file is of another kind', async () => {
    const reading = readCase({ name: 'Anna', age: '33' });
    await expect(reading).rejects.toMatchObject({
      code: 'HEADING_UNKNOWN',
      message: expect.stringContaining('date_received'),
    });
  });

  it('passes on what was wrong with the file', () => {
    const row = { ok: false, line: 7, code: 'FIELD_COUNT', detail: '1 field' } as const;
    expect(cfpbCases()(row)).toBe(row);
  });
});
