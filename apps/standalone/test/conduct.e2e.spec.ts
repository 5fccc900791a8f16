import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type ApiClient, apiClient, type Json, type Person } from './api-client.setup.js';
import {
  admin,
  agent,
  bodies,
  createTenant,
  quality,
  supervisor,
  walk,
} from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  socketOf,
} from './platform-process.setup.js';
import { shownCase } from './shown-case.setup.js';

const compliance: Person = { role: 'compliance', as: 'okafor' };
const otherOfficer: Person = { role: 'compliance', as: 'lind' };
const care: Person = { role: 'care', as: 'sato' };
const auditor: Person = { role: 'auditor' };
const purpose = { 'redress-purpose': 'CASE_HANDLING' };

let directory: PlatformDirectory;
let platform: PlatformProcess;
let database: Client;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  await createTenant(apiClient(platform));
  const host = socketOf(directory.dataDirectory);
  database = new Client({ host, user: 'redress', database: 'postgres' });
  await database.connect();
}, 120_000);

afterAll(async () => {
  await database?.end();
  await directory?.remove();
}, 60_000);

jest.setTimeout(120_000);

const threat = (identityId: string, more: Json = {}) => ({
  ...{ identityId, identityKind: 'COMPLAINT', class: 'BEHAVIOUR', factor: 'B2', severity: 4 },
  ...{ evidenceIds: [randomUUID()], description: 'Will wait for the driver outside.' },
  ...more,
});
const reason = { reason: 'Heard the recording.' };

async function complaint(api: ApiClient): Promise<string> {
  const id = randomUUID();
  await walk(api, [[agent, 'complaints', bodies.receipt(id)]]);
  return id;
}

async function recorded(api: ApiClient, body: Json, by = agent): Promise<string> {
  const answer = await api.post(by, 'incidents', body);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('redress-offset')).toMatch(/^conduct\/\d+\/\d+$/);
  return String(answer.body['id']);
}

/** Tables of the services in whose rows a text stands, as `<schema>.<table>`. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE'
       and table_schema in ('intake', 'triage', 'resolution', 'follow_up', 'analytics')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await database.query(
      `select 1 from ${name} as r where strpos(r::text, $1) > 0 limit 1`,
      [text],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

describe('an incident of conduct', () => {
  it('A23 A8 is recorded by one person and judged by another, each as their role allows', async () => {
    const api = apiClient(platform);
    const complaintId = await complaint(api);
    const id = await recorded(api, threat(complaintId));
    const refused = async (person: Person, verb: string, body: Json = reason) => {
      const answer = await api.post(person, `incidents/${id}/${verb}`, body);
      return [answer.status, answer.body['code']];
    };
    expect(await refused(agent, 'confirm')).toEqual([403, 'FORBIDDEN']);
    expect(await refused(quality, 'reject')).toEqual([403, 'FORBIDDEN']);
    expect(await refused(supervisor, 'confirm')).toEqual([403, 'NOT_PERMITTED']);
    expect(await refused(supervisor, 'confirm', { ...reason, severity: 1 })).toEqual([
      ...[403, 'NOT_PERMITTED'],
    ]);
    await walk(api, [[compliance, `incidents/${id}/confirm`, { ...reason, severity: 5 }]]);
    expect(await refused(otherOfficer, 'confirm')).toEqual([409, 'INCIDENT_ALREADY_DECIDED']);
    expect(await refused(compliance, 'reject')).toEqual([403, 'SAME_PERSON']);
    const inbox = await api.get<{ items: Json[] }>(
      supervisor,
      `incidents?identityId=${complaintId}&severityMin=5&status=CONFIRMED`,
    );
    expect(inbox.body.items).toMatchObject([{ id, complaintId, severity: 5, factor: 'B2' }]);
    await walk(api, [[otherOfficer, `incidents/${id}/reject`, reason]]);
    const detail = await api.get(auditor, `incidents/${id}`);
    expect(detail.body).toMatchObject({
      ...{ status: 'REJECTED', severity: 5, reportedSeverity: 4, version: 3 },
    });
    expect(detail.text).not.toContain(reason.reason);
    const revealed = await api.get(auditor, `incidents/${id}`, purpose);
    expect(revealed.body).toMatchObject({
      history: [
        { data: { description: { text: threat(id).description }, source: 'MANUAL' } },
        { actor: { role: 'compliance' }, data: { reason: { text: reason.reason } } },
        {},
      ],
    });
  });

  it('A8 is not judged by who reported it, whatever they may else', async () => {
    const api = apiClient(platform);
    const own = await recorded(api, threat(randomUUID(), { identityKind: 'CUSTOMER' }), compliance);
    const refused = async (language: string) => {
      const headers = { 'accept-language': language };
      const answer = await api.post(compliance, `incidents/${own}/confirm`, reason, { headers });
      return [answer.status, answer.body['code'], answer.body['title']];
    };
    expect(await refused('en')).toEqual([403, 'SAME_PERSON', 'Another person must do this']);
    expect(await refused('zh-CN')).toEqual([403, 'SAME_PERSON', '必须由另一人办理']);
    await walk(api, [[otherOfficer, `incidents/${own}/confirm`, reason]]);
  });

  it('is refused with a reason in the language of the caller', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    const title = async (body: Json, language: string) => {
      const headers = { 'accept-language': language };
      const answer = await api.post(agent, 'incidents', body, { headers });
      return [answer.status, answer.body['code'], answer.body['title']];
    };
    const mismatch = threat(id, { identityKind: 'CUSTOMER', class: 'PERSISTENCE' });
    expect(await title(mismatch, 'en')).toEqual([
      ...[422, 'INCIDENT_CLASS_MISMATCH', 'Class and factor do not go together'],
    ]);
    expect(await title(mismatch, 'zh-CN')).toEqual([
      ...[422, 'INCIDENT_CLASS_MISMATCH', '行为类别与因子不相符'],
    ]);
    expect(await title(threat(id), 'zh-CN')).toEqual([
      ...[422, 'IDENTITY_UNKNOWN', '此编号下没有已知对象'],
    ]);
    const bare = threat(id, { identityKind: 'CUSTOMER', evidenceIds: [] });
    expect(await title(bare, 'en')).toEqual([422, 'EVIDENCE_MISSING', 'Evidence is missing']);
  });

  it('is not for everybody to see', async () => {
    const api = apiClient(platform);
    for (const person of [agent, quality, care, admin]) {
      expect((await api.get(person, 'incidents')).status).toBe(403);
      expect((await api.get(person, `incidents/${randomUUID()}`)).status).toBe(403);
    }
    expect((await api.get(supervisor, `incidents/${randomUUID()}`)).status).toBe(404);
    const neighbour = { ...supervisor, tenant: 'globex' };
    const elsewhere = await api.get<{ items: Json[] }>(neighbour, 'incidents');
    expect(elsewhere.body.items).toEqual([]);
  });

  it('leaves no trace where cases are worked on', async () => {
    const api = apiClient(platform);
    const complaintId = await complaint(api);
    const id = await recorded(api, threat(complaintId, { severity: 2 }));
    await walk(api, [[supervisor, `incidents/${id}/confirm`, reason]]);
    await caughtUp(platform);
    const places = await tablesWith(id);
    expect(places).toContain('triage.conduct_streams');
    const own = /^triage\.(conduct|incidents)_|^analytics\.(?!case)/;
    expect(places.filter((table) => !own.test(table))).toEqual([]);
    const { timeline } = await shownCase(api, complaintId);
    expect(timeline.filter(({ position }) => position.startsWith('conduct/'))).toEqual([]);
    expect(JSON.stringify(timeline)).not.toContain(id);
    // The same partition in both logs: readers of both meet them in one place.
    const { rows } = await database.query<{ partition: number }>(
      `select partition from triage.conduct_streams where stream_id = $1
       union select partition from intake.intake_streams where stream_id = $2`,
      [id, complaintId],
    );
    expect(rows).toHaveLength(1);
    expect(await parkedKeys(platform)).toEqual([]);
  });
});

describe('a report (A20)', () => {
  const report = { channel: 'LETTER', about: 'STAFF', anonymous: true };
  const content = 'The driver takes money for a refund.';
  const assessment = { outcome: 'SUBSTANTIATED', reason: 'Two receipts.' };

  it('A20 is taken in by one and assessed by another, and shows neither', async () => {
    const api = apiClient(platform);
    const { body } = await api.post(compliance, 'reports', { ...report, content });
    const path = `reports/${body['id']}`;
    const assess = async (person: Person) => {
      const answer = await api.post(person, `${path}/assess`, assessment);
      return [answer.status, answer.body['code']];
    };
    expect(await assess(supervisor)).toEqual([403, 'FORBIDDEN']);
    expect(await assess(compliance)).toEqual([403, 'SAME_PERSON']);
    expect(await assess(otherOfficer)).toEqual([200, undefined]);
    expect(await assess(otherOfficer)).toEqual([409, 'REPORT_ALREADY_ASSESSED']);
    const shown = await api.get<{ history: Json[] }>(auditor, path, purpose);
    expect(shown.body).toMatchObject({ status: 'ASSESSED', outcome: 'SUBSTANTIATED' });
    expect(shown.body.history).toMatchObject([{ data: { content: { text: content } } }, {}]);
    for (const entry of shown.body.history) expect(entry).not.toHaveProperty('actor');
    const inbox = await api.get<{ items: Json[] }>(compliance, 'reports?status=ASSESSED');
    expect(inbox.body.items).toMatchObject([{ id: body['id'], about: 'STAFF', anonymous: true }]);
    expect(inbox.text).not.toContain(content);
    for (const person of [agent, supervisor, care]) {
      expect((await api.get(person, path)).status).toBe(403);
      expect((await api.get(person, 'reports')).status).toBe(403);
    }
  });
});
