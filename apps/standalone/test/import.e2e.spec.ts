import { type ApiClient, apiClient, type Json } from './api-client.setup.js';
import { agent, createTenant, integration } from './case-walk.setup.js';
import {
  type CaseRow,
  importFiles,
  snakeCsv,
  snakeRow,
  titleCsv,
  titleRow,
} from './import-files.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
} from './platform-process.setup.js';
import { caughtUp } from './caught-up.setup.js';

/** What `redress import --json` prints. */
interface ImportReport {
  readonly rows: number;
  readonly created: number;
  readonly unchanged: number;
  readonly corrected: number;
  readonly rejected: number;
  readonly flagged: { readonly suspectedDuplicate: number; readonly sentBeforeReceived: number };
  readonly promise: { readonly kept: number; readonly broken: number };
  readonly seconds: number;
  readonly errors: readonly { readonly line: number; readonly code: string; detail: string }[];
}

/** A case of the list, as far as these tests look. */
interface ListedCase {
  readonly id: string;
  readonly stage: string;
  readonly externalRef: string;
  readonly suspectedDuplicateOf: string | null;
  readonly sentBeforeReceived: boolean;
  readonly disputed: boolean;
  readonly promiseKept: boolean | null;
  readonly historicResponse: string | null;
}

let directory: PlatformDirectory;
let platform: PlatformProcess;
let files: ReturnType<typeof importFiles>;
let api: ApiClient;

beforeAll(async () => {
  files = importFiles();
  directory = await platformDirectory();
  platform = await directory.start();
  api = apiClient(platform);
  await createTenant(api);
}, 120_000);

afterAll(async () => {
  files?.remove();
  await directory?.remove();
}, 60_000);

jest.setTimeout(120_000);

async function imported(path: string, format: 'cfpb' | 'cdnow'): Promise<ImportReport> {
  const args = ['import', path, '--format', format, '--tenant', 'acme', '--json'];
  const { code, stdout, stderr } = await redress(args, directory.env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^read/) });
  await caughtUp(platform);
  return JSON.parse(stdout);
}

const counts = ({ seconds: _, errors: __, ...rest }: ImportReport) => rest;

async function listedCases(): Promise<ListedCase[]> {
  const { body } = await api.get<{ items: ListedCase[] }>(agent, 'cases?origin=IMPORT&limit=100');
  return body.items;
}

async function caseOf(externalRef: string): Promise<ListedCase> {
  const found = (await listedCases()).find((each) => each.externalRef === externalRef);
  if (!found) throw new Error(`no case ${externalRef}`);
  return found;
}

describe('redress import --format cfpb, of rows without ids', () => {
  const twin = titleRow({ Company: 'Twin Bank' });
  const early = titleRow({ 'Date received': '7/31/2015', Company: 'Early Bank' });
  const untimely = titleRow({
    'Company response to consumer': 'Untimely response',
    'Timely response?': 'No',
    'Consumer disputed?': '',
  });
  const running = titleRow({ 'Company response to consumer': 'In progress' });
  const disputed = titleRow({ 'Submitted via': 'Fax', 'Consumer disputed?': 'Yes' });
  const rows = [twin, early, untimely, running, disputed, twin];
  const text = titleCsv(rows);

  it('takes every row in, flags what looks wrong, and counts the promises', async () => {
    const report = await imported(files.write('title.csv', text), 'cfpb');
    expect(report).toEqual({
      ...{ rows: 6, created: 6, unchanged: 0, corrected: 0, rejected: 0 },
      flagged: { suspectedDuplicate: 1, sentBeforeReceived: 1 },
      promise: { kept: 5, broken: 1 },
      seconds: expect.any(Number),
      errors: [],
    });
  });

  it('shows the cases where the source says that they stand', async () => {
    const { body } = await api.get(agent, 'cases/board?origin=IMPORT');
    expect(body).toMatchObject({
      ...{ total: 6, promiseKept: 5, promiseBroken: 1, disputed: 1, breached: 0 },
      ...{ suspectedDuplicates: 1, sentBeforeReceived: 1 },
      byStage: { CLOSED: 5, INVESTIGATING: 1, RECEIVED: 0, THANKED: 0 },
    });
  });

  it('keeps the duplicate, and names the row that it looks like', async () => {
    const duplicates = (await listedCases()).filter((each) => each.suspectedDuplicateOf !== null);
    expect(duplicates).toHaveLength(1);
    const [duplicate] = duplicates;
    const { body } = await api.get<{ history: { type: string; data: Json }[] }>(
      agent,
      `complaints/${duplicate?.id}`,
    );
    const recorded = body.history.find(({ type }) => type === 'HistoricCaseRecorded');
    expect(recorded?.data).toMatchObject({ rowNo: 6, suspectedDuplicateOfRowNo: 1 });
    const first = await api.get(agent, `cases/${duplicate?.suspectedDuplicateOf}`);
    expect(first.body).toMatchObject({ businessUnit: 'TWIN_BANK', suspectedDuplicateOf: null });
  });

  it('starts no clock and pages nobody', async () => {
    for (const { id } of await listedCases()) {
      const { body } = await api.get<{ clocks: unknown[] }>(agent, `cases/${id}`);
      expect(body.clocks).toEqual([]);
    }
  });

  it('does nothing the second time', async () => {
    const report = await imported(files.write('title.csv', text), 'cfpb');
    expect(counts(report)).toMatchObject({ rows: 6, created: 0, unchanged: 6, corrected: 0 });
    expect((await listedCases()).length).toBe(6);
  });
});

describe('redress import --format cfpb, of rows with ids', () => {
  const narrative = 'They wrote "no".\n\nThen they wrote nothing, 你好.';
  const told = snakeRow('2400001', { consumer_complaint_narrative: narrative });
  const tagged = snakeRow('2400002', { tags: 'Older American, Servicemember' });
  const running = snakeRow('2400003', {
    company_response_to_consumer: 'In progress',
    timely_response: 'false',
  });
  const write = (rows: readonly CaseRow[]) => files.write('snake.csv', snakeCsv(rows));

  it('takes them in', async () => {
    const report = await imported(write([told, tagged, running]), 'cfpb');
    expect(counts(report)).toMatchObject({ rows: 3, created: 3, promise: { kept: 2, broken: 1 } });
    expect(await caseOf('cfpb:2400003')).toMatchObject({ stage: 'INVESTIGATING' });
  });

  it('has the narrative read for a purpose only', async () => {
    const { id } = await caseOf('cfpb:2400001');
    const without = await api.get(agent, `complaints/${id}`);
    expect(without.text).toContain('withheld');
    expect(without.text).not.toContain('Then they wrote');
    const headers = { 'redress-purpose': 'CASE_HANDLING' };
    const { body } = await api.get<{ history: { data: Json }[] }>(
      ...([agent, `complaints/${id}`, headers] as const),
    );
    expect(body.history[0]?.data).toMatchObject({ content: { text: narrative } });
  });

  it('turns a changed row with a known id into a correction that everybody sees', async () => {
    const ended = {
      ...running,
      company_response_to_consumer: 'Closed with monetary relief',
      timely_response: 'true',
      submitted_via: 'Phone',
    };
    const report = await imported(write([told, tagged, ended]), 'cfpb');
    expect(counts(report)).toMatchObject({ rows: 3, created: 0, unchanged: 2, corrected: 1 });
    const changed = await caseOf('cfpb:2400003');
    expect(changed).toMatchObject({
      stage: 'CLOSED',
      historicResponse: 'CLOSED_WITH_MONETARY_RELIEF',
      promiseKept: true,
    });
    const { body } = await api.get<{ history: { type: string; data: Json }[] }>(
      agent,
      `complaints/${changed.id}`,
    );
    expect(body.history.map(({ type }) => type)).toEqual([
      'ComplaintReceived',
      'HistoricCaseRecorded',
      'ComplaintCorrected',
      'HistoricCaseCorrected',
    ]);
    expect(body.history[2]?.data).toMatchObject({
      ...{ field: 'CHANNEL', before: 'WEB_FORM', after: 'PHONE' },
    });
    const again = await imported(write([told, tagged, ended]), 'cfpb');
    expect(counts(again)).toMatchObject({ unchanged: 3, corrected: 0 });
  });

  it('reports a broken row with its line and its reason, and goes on', async () => {
    const path = write([
      snakeRow('2400010'),
      snakeRow('2400011', { date_received: '2017-02-30' }),
      snakeRow('2400012', { submitted_via: 'Pigeon' }),
      snakeRow('2400013', { date_received: '2999-01-01', date_sent_to_company: '' }),
      snakeRow('2400014', { company: 'x'.repeat(201) }),
      snakeRow('2400015'),
    ]);
    const report = await imported(path, 'cfpb');
    expect(counts(report)).toMatchObject({ rows: 6, created: 2, rejected: 4 });
    expect(report.errors.map(({ line, code }) => [line, code]).sort()).toEqual([
      [3, 'DATE_INVALID'],
      [4, 'CHANNEL_UNKNOWN'],
      [5, 'RECEIVED_IN_FUTURE'],
      [6, 'BODY_INVALID'],
    ]);
    expect(await caseOf('cfpb:2400015')).toMatchObject({ stage: 'CLOSED' });
  });
});

describe('redress import --format cdnow', () => {
  const text = [
    ' 00004 0001 19970101  2   29.33',
    ' 00004 0001 19970118  2   29.73',
    ' 00004 0001 19970118  1   14.96',
    ' 00007 0002 19970112  1   11.77',
    ' 00008 0003 1997011   1   11.77',
    '',
  ].join('\n');

  it('registers customers and records what they bought', async () => {
    const report = await imported(files.write('purchases.txt', text), 'cdnow');
    expect(counts(report)).toMatchObject({ rows: 5, created: 4, unchanged: 0, rejected: 1 });
    expect(report.errors).toMatchObject([{ line: 5, code: 'PURCHASE_MALFORMED' }]);
    const known = {
      ...{ source: 'CDNOW', customerRef: 'cdnow:00004', orderId: 'cdnow:00004:1997-01-01#1' },
      ...{ date: '1997-01-01', units: 2, amountMinor: 2_933, currency: 'USD' },
    };
    const { body } = await api.post(integration, 'customers/purchases', { items: [known] });
    expect(body).toMatchObject({ results: [{ index: 0, result: 'unchanged' }] });
    const [{ id } = { id: '' }] = body['results'] as { id: string }[];
    expect((await api.get(agent, `customers/${id}`)).body).toMatchObject({ orders: 3 });
  });

  it('does nothing the second time', async () => {
    const report = await imported(files.write('purchases.txt', text), 'cdnow');
    expect(counts(report)).toMatchObject({ rows: 5, created: 0, unchanged: 4, rejected: 1 });
  });
});

describe('the command line', () => {
  it('prints sentences without --json', async () => {
    const path = files.write('one.csv', snakeCsv([snakeRow('2400020')]));
    const args = ['import', path, '--format', 'cfpb', '--tenant', 'acme'];
    const { code, stdout } = await redress(args, directory.env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 rows in .* s: 1 created, 0 unchanged, 0 corrected, 0 rejected\n/);
  });

  it.each([
    ['no verb', []],
    ['an unknown verb', ['exprot']],
    ['an unknown option', ['token', '--rolle', 'agent']],
    ['a token without a role', ['token']],
    ['an import without a format', ['import', 'cases.csv']],
    ['an import in an unknown format', ['import', 'cases.csv', '--format', 'xml']],
  ])('ends with 2 and its usage on %s', async (_, args) => {
    const { code, stdout, stderr } = await redress(args, directory.env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('redress import FILE --format cfpb|cdnow');
  });

  it.each([
    ['a role that nobody has', ['token', '--role', 'king'], 'PARAMETER_INVALID'],
    ['a file that is not there', ['import', '/nowhere.csv', '--format', 'cfpb'], 'ENOENT'],
  ])('ends with 1 and the reason on %s', async (_, args, reason) => {
    const { code, stdout, stderr } = await redress(args, directory.env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(reason);
  });

  it('ends with 1 where the platform refuses', async () => {
    const path = files.write('refused.csv', snakeCsv([snakeRow('2400030')]));
    const token = await api.token(agent);
    const args = ['import', path, '--format', 'cfpb'];
    const refused = await redress(args, { ...directory.env, REDRESS_TOKEN: token });
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('FORBIDDEN');
    const unknown = await redress([...args, '--tenant', 'nobody'], directory.env);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('TENANT_UNKNOWN');
  });

  it('ends with 1 where no row of the file could be taken in', async () => {
    const path = files.write(
      'broken.csv',
      snakeCsv([{ ...snakeRow('2400031'), submitted_via: 'Pigeon' }]),
    );
    const args = ['import', path, '--format', 'cfpb', '--tenant', 'acme', '--json'];
    const { code, stdout } = await redress(args, directory.env);
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { rows: 1, rejected: 1 }]);
  });

  it('says what columns it expects, once, where the file is another one', async () => {
    const path = files.write('wrong.csv', 'name,age\nAnn,7\nBob,8\n');
    const args = ['import', path, '--format', 'cfpb', '--tenant', 'acme'];
    const { code, stderr } = await redress(args, directory.env);
    expect(code).toBe(1);
    expect(stderr.match(/HEADING_UNKNOWN: .*date_received/g)).toHaveLength(1);
  });

  it('lists every bad variable at once', async () => {
    const env = { REDRESS_URL: 'ftp://x', REDRESS_TOKEN: 'not a token', REDRESS_TOKNE: '1' };
    const { code, stderr } = await redress(['token', '--role', 'agent'], env);
    expect(code).toBe(1);
    for (const name of Object.keys(env)) expect(stderr).toContain(name);
  });
});
