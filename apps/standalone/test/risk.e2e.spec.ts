import { randomUUID } from 'node:crypto';
import { type ApiClient, apiClient, type Json, type Person } from './api-client.setup.js';
import { agent, bodies, createTenant, quality, supervisor, walk } from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';

const otherAgent: Person = { role: 'agent', as: 'chen' };
const compliance: Person = { role: 'compliance', as: 'okafor' };
const otherOfficer: Person = { role: 'compliance', as: 'lind' };
const care: Person = { role: 'care', as: 'sato' };
const analyst: Person = { role: 'analyst', as: 'ito' };
const auditor: Person = { role: 'auditor' };

let directory: PlatformDirectory;
let platform: PlatformProcess;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  await createTenant(apiClient(platform));
}, 120_000);

afterAll(() => directory?.remove(), 60_000);

jest.setTimeout(120_000);

const reason = { reason: 'Read the file, spoke with both agents.' };
const evidenceId = randomUUID();

async function registered(api: ApiClient, more: Json = {}): Promise<string> {
  const customerId = randomUUID();
  const body = { customerId, partyType: 'PERSON', name: 'Ms Zhao', ...more };
  await walk(api, [[agent, 'customers', body]]);
  return customerId;
}

/** Records an incident against a customer and lets a supervisor confirm it. */
async function confirmedIncident(api: ApiClient, identityId: string, by: Person): Promise<string> {
  const id = await incident(api, identityId, by);
  await walk(api, [[supervisor, `incidents/${id}/confirm`, reason]]);
  return id;
}

async function incident(api: ApiClient, identityId: string, by: Person, more: Json = {}) {
  const answer = await api.post(by, 'incidents', {
    ...{ identityId, identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1', severity: 3 },
    ...{ evidenceIds: [evidenceId], description: 'Shouted at the driver.', ...more },
  });
  expect(answer.status).toBe(201);
  return String(answer.body['id']);
}

async function refused(answer: Promise<{ status: number; body: Json }>) {
  const { status, body } = await answer;
  return [status, body['code']];
}

const listed = async (api: ApiClient, person: Person, query = '') =>
  (await api.get<{ items: Json[] }>(person, `risk?limit=200${query}`)).body.items;

describe('a customer whom two people report (A23 A28)', () => {
  let customer: string;
  let incidents: string[];

  beforeAll(async () => {
    const api = apiClient(platform);
    customer = await registered(api);
    const at = new Date(Date.now() - 86_400_000).toISOString();
    for (let order = 0; order < 2; order += 1) {
      const bought = {
        orderId: `O-${order}`,
        amountMinor: 990,
        currency: 'CNY',
        source: 'SHOP',
        at,
      };
      await walk(api, [[agent, `customers/${customer}/observe-transaction`, bought]]);
    }
    const returned = { returnId: 'R-0', orderId: 'O-0', reason: 'CHANGED_MIND', at };
    await walk(api, [[agent, `customers/${customer}/observe-return`, returned]]);
    incidents = [
      await confirmedIncident(api, customer, agent),
      await confirmedIncident(api, customer, otherAgent),
    ];
    // What follows is read by clients that have written nothing: it has to be there.
    await api.get(supervisor, `risk/${customer}`);
  });

  it('A23 A42 is raised one tier, and stands where the list says', async () => {
    const api = apiClient(platform);
    const found = await listed(api, supervisor, '&tier=T1&trend=RISING&scoreMin=20000');
    expect(found.find(({ id }) => id === customer)).toMatchObject({
      ...{ tier: 'T1', trend: 'RISING', scorePts: 28_000, partyType: 'PERSON' },
      ...{ incidentsConfirmed: 2, orders: 2, returns: 1, proposedTier: null },
    });
    const none = await listed(api, supervisor, '&scoreMin=90000');
    expect(none).toEqual([]);
  });

  it('A24 A38 is shown with all that is known, side by side', async () => {
    const api = apiClient(platform);
    const { body } = await api.get(supervisor, `risk/${customer}`);
    expect(body).toMatchObject({
      ...{ id: customer, mergedInto: null, tier: 'T1', proposal: null, brightSpotCount: 0 },
      score: { scorePts: 28_000, safetyPts: 0, policyVersion: 1 },
      basic: { partyType: 'PERSON', identities: [{ id: customer, kind: 'CUSTOMER' }], links: [] },
      transactions: {
        orders: 2,
        lastOrders: [{ source: 'SHOP', manner: 'BY_HAND' }, {}],
        returns: [{ returnId: 'R-0', reason: 'CHANGED_MIND', source: 'MANUAL' }],
      },
      conduct: [
        { standing: 'CONFIRMED', severity: 3, manner: 'BY_HAND', evidenceIds: [evidenceId] },
        { standing: 'CONFIRMED' },
      ],
    });
    expect(body['nextChangeAt']).toEqual(expect.any(String));
    expect(JSON.stringify(body)).not.toContain('Zhao');
  });

  it('D10 is told why, with the evidence, now and as of before', async () => {
    const api = apiClient(platform);
    const path = `risk/${customer}/explanation`;
    const { body } = await api.get<{ contributions: Json[] }>(auditor, path);
    expect(body).toMatchObject({
      ...{ customerId: customer, axis: 'recorded', tier: 'T1', scorePts: 28_000 },
      factors: [{ of: 'B1', countedMilli: 28_000 }],
    });
    expect(body.contributions.map(({ factId }) => factId).sort()).toEqual([...incidents].sort());
    for (const each of body.contributions) expect(each['evidenceIds']).toEqual([evidenceId]);
    expect(await refused(api.get(auditor, `${path}?at=2020-01-01`))).toEqual([404, 'NOT_FOUND']);
    expect(await refused(api.get(auditor, `${path}?at=2999-01-01`))).toEqual([
      ...[422, 'TIME_NOT_REACHED'],
    ]);
    const now = encodeURIComponent(new Date().toISOString());
    const occurred = await api.get(auditor, `${path}?axis=occurred&at=${now}`);
    expect(occurred.body).toMatchObject({ axis: 'occurred', scorePts: 28_000 });
  });

  it('has one timeline over all services, in pages, each event once', async () => {
    const api = apiClient(platform);
    type Entry = { position: string; type: string; occurredAt: string; details: Json };
    const path = `risk/${customer}/timeline`;
    const whole = (await api.get<{ items: Entry[] }>(supervisor, `${path}?limit=200`)).body.items;
    const types = whole.map(({ type }) => type);
    expect(new Set(types)).toEqual(
      new Set([
        ...['CustomerRegistered', 'TransactionObserved', 'ReturnObserved', 'RiskScored'],
        ...['ConductIncidentRecorded', 'ConductIncidentConfirmed', 'TierRaised'],
      ]),
    );
    const times = whole.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort());
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: string = cursor ? `&cursor=${cursor}` : '';
      const page = await api.get<{ items: Entry[]; nextCursor: string | null }>(
        supervisor,
        `${path}?limit=3${next}`,
      );
      seen.push(...page.body.items.map(({ position }) => position));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(whole.map(({ position }) => position));
    const ofConduct = whole.filter(({ type }) => type === 'ConductIncidentRecorded');
    for (const entry of ofConduct) {
      expect(entry).not.toHaveProperty('actor');
      expect(entry.details).toEqual({ class: 'BEHAVIOUR', severity: 3 });
    }
  });

  it('A8 is a tier to those who serve, and no score, conduct or reason', async () => {
    const api = apiClient(platform);
    for (const person of [agent, care]) {
      const [found] = (await listed(api, person)).filter(({ id }) => id === customer);
      expect(Object.keys(found ?? {}).sort()).toEqual([
        ...['brightSpots', 'id', 'tier', 'tierSince', 'trend'],
      ]);
      const { body, text } = await api.get(person, `risk/${customer}`);
      expect(body).toMatchObject({ tier: 'T1', transactions: { orders: 2 } });
      for (const hidden of ['score', 'conduct', 'brightSpots', 'proposal', 'nextChangeAt']) {
        expect(body).not.toHaveProperty(hidden);
      }
      expect(text).not.toMatch(/scorePts|reporterId|28000/);
      const timeline = await api.get(person, `risk/${customer}/timeline?limit=200`);
      expect(timeline.text).toContain('TierRaised');
      expect(timeline.text).not.toMatch(/RiskScored|ConductIncident|scorePts|cause/);
      for (const query of ['scoreMin=1', 'proposed=false']) {
        expect(await refused(api.get(person, `risk?${query}`))).toEqual([403, 'FORBIDDEN']);
      }
      expect(await refused(api.get(person, `risk/${customer}/explanation`))).toEqual([
        ...[403, 'FORBIDDEN'],
      ]);
    }
  });

  it('is nobody in particular to an analyst, and always the same one', async () => {
    const api = apiClient(platform);
    const found = (await listed(api, analyst, '&tier=T1')).filter(({ orders }) => orders === 2);
    expect(found).toMatchObject([{ tier: 'T1', scorePts: 28_000, incidentsConfirmed: 2 }]);
    const pseudonym = String(found[0]?.['id']);
    expect(pseudonym).not.toBe(customer);
    const texts: string[] = [];
    for (const path of ['', '/explanation', '/timeline']) {
      const answer = await api.get(analyst, `risk/${pseudonym}${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      texts.push(answer.text);
    }
    expect(texts.join()).not.toContain(customer);
    expect(texts.join()).not.toMatch(/reporterId|O-0|R-0/);
    expect(await refused(api.get(analyst, `risk/${customer}`))).toEqual([404, 'NOT_FOUND']);
    const again = (await listed(api, analyst, '&tier=T1')).map(({ id }) => id);
    expect(again).toContain(pseudonym);
  });

  it('A42 is a line of a file, with the columns that the role sees', async () => {
    const get = async (person: Person, path: string) =>
      fetch(`${platform.url}/api/v1/${path}`, {
        headers: { authorization: `Bearer ${await apiClient(platform).token(person)}` },
      });
    const file = await get(supervisor, 'risk/export?tier=T1');
    expect(file.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="customers.csv"');
    const [head = '', ...lines] = (await file.text()).split('\r\n');
    const cells = lines.find((line) => line.startsWith(customer))?.split(',') ?? [];
    const cell = (name: string) => cells[head.split(',').indexOf(name)];
    expect([cell('tier'), cell('scorePts'), cell('proposedTier')]).toEqual(['T1', '28000', '']);
    const [few] = (await (await get(agent, 'risk/export')).text()).split('\r\n');
    expect(few).toBe('id,tier,tierSince,trend,brightSpots');
    const cases = await get(auditor, 'cases/export?stage=CLOSED');
    expect(await cases.text()).toMatch(/^id,complaintNo,stage,[\w,]+\r\n$/);
    for (const [person, path] of [
      [analyst, 'cases/export'] as const,
      [quality, 'risk/export'] as const,
    ]) {
      expect((await get(person, path)).status).toBe(403);
    }
  });

  it('is unknown to a neighbour', async () => {
    const api = apiClient(platform);
    const neighbour = { ...supervisor, tenant: 'globex' };
    expect(await listed(api, neighbour)).toEqual([]);
    for (const path of ['', '/explanation', '/timeline']) {
      const answer = api.get(neighbour, `risk/${customer}${path}`);
      expect(await refused(answer)).toEqual([404, 'NOT_FOUND']);
    }
  });
});

describe('a proposed tier (A8 A44)', () => {
  it('waits for an officer who reported nothing of it, and a review of it binds', async () => {
    const api = apiClient(platform);
    const customer = await registered(api);
    await incident(api, customer, compliance, { factor: 'B2', severity: 4 });
    type Open = { items: readonly { id: string; isYourReport: boolean }[] };
    const open = async (person: Person) =>
      (await api.get<Open>(person, 'risk/tier-confirmations')).body.items.find(
        ({ id }) => id === customer,
      );
    expect(await open(otherOfficer)).toMatchObject({
      ...{ tier: 'T0', to: 'T3', proposalNo: 1, cause: 'SAFETY_FLOOR', reporters: 1 },
      ...{ incidentsReported: 1, isYourReport: false },
    });
    expect(await open(compliance)).toMatchObject({ isYourReport: true });

    const rule = (person: Person, verb: string, body: Json = reason, language = 'en') =>
      api.post(person, `risk/${customer}/${verb}`, body, {
        headers: { 'accept-language': language },
      });
    for (const person of [agent, supervisor, analyst, auditor]) {
      expect(await refused(rule(person, 'confirm-tier'))).toEqual([403, 'FORBIDDEN']);
    }
    for (const [language, title] of [
      ['en', 'Another person must do this'],
      ['zh-CN', '必须由另一人办理'],
    ] as const) {
      const { status, body } = await rule(compliance, 'confirm-tier', reason, language);
      expect([status, body['code'], body['title']]).toEqual([403, 'SAME_PERSON', title]);
    }
    const other = { ...reason, proposalNo: 2 };
    expect(await refused(rule(otherOfficer, 'decline-tier', other))).toEqual([
      ...[409, 'TIER_NOT_PROPOSED'],
    ]);
    const done = await rule(otherOfficer, 'confirm-tier', { ...reason, proposalNo: 1 });
    expect([done.status, done.body['id']]).toEqual([200, customer]);
    expect(done.headers.get('redress-offset')).toMatch(/^analytics\//);
    const tier = async () => {
      const { body } = await api.get(otherOfficer, `risk/${customer}`);
      return [body['tier'], body['proposal']];
    };
    expect(await tier()).toEqual(['T3', null]);
    expect(await open(otherOfficer)).toBeUndefined();

    await walk(api, [
      [otherOfficer, `risk/${customer}/review-tier`, { tier: 'T3', outcome: 'KEEP', ...reason }],
      [otherOfficer, `risk/${customer}/review-tier`, { tier: 'T3', outcome: 'LOWER', ...reason }],
    ]);
    // Whoever lowers the same tier at the same time lowers it once.
    const late = rule(otherOfficer, 'review-tier', { tier: 'T3', outcome: 'LOWER', ...reason });
    expect(await refused(late)).toEqual([409, 'TIER_CHANGED']);
    await walk(api, [
      // A fact, but no confirmed one: the floor still holds, and a person has spoken.
      [agent, `customers/${customer}/observe-review`, review()],
      [agent, `customers/${customer}/observe-return`, returned()],
    ]);
    expect(await tier()).toEqual(['T2', null]);
    await incident(api, customer, agent, { factor: 'B2', severity: 4 });
    expect(await tier()).toEqual(['T2', null]);
    const second = await incident(api, customer, otherAgent, { factor: 'B2', severity: 4 });
    await walk(api, [[otherOfficer, `incidents/${second}/confirm`, reason]]);
    expect(await tier()).toEqual(['T2', expect.objectContaining({ to: 'T3', proposalNo: 2 })]);
    expect(await refused(rule(otherOfficer, 'decline-tier'))).toEqual([200, undefined]);
    expect(await tier()).toEqual(['T2', null]);
  });

  it('is taken back when what it rests on is rejected', async () => {
    const api = apiClient(platform);
    const customer = await registered(api);
    const threat = await incident(api, customer, agent, { factor: 'B2', severity: 4 });
    const proposal = async () =>
      (await api.get(otherOfficer, `risk/${customer}`)).body['proposal'] as Json | null;
    expect(await proposal()).toMatchObject({ to: 'T3' });
    await walk(api, [[compliance, `incidents/${threat}/reject`, reason]]);
    expect(await proposal()).toBeNull();
    const path = `risk/${customer}/confirm-tier`;
    expect(await refused(api.post(otherOfficer, path, reason))).toEqual([409, 'TIER_NOT_PROPOSED']);
  });

  it('of nobody is not found', async () => {
    const api = apiClient(platform);
    const path = `risk/${randomUUID()}/confirm-tier`;
    expect(await refused(api.post(compliance, path, reason))).toEqual([404, 'NOT_FOUND']);
  });
});

const review = () => ({ reviewId: randomUUID(), rating: 1, at: new Date().toISOString() });
const returned = () => ({
  ...{ returnId: randomUUID(), orderId: 'O-9', at: new Date().toISOString() },
});

describe('two customers who are one', () => {
  it('are shown as one, and apart again once the link is cut', async () => {
    const api = apiClient(platform);
    const [first = '', second = ''] = [await registered(api), await registered(api)].sort();
    await confirmedIncident(api, first, agent);
    await confirmedIncident(api, second, otherAgent);
    const complaintId = randomUUID();
    const proof = randomUUID();
    await walk(api, [
      [agent, 'complaints', bodies.receipt(complaintId)],
      [agent, 'evidence', bodies.evidence(proof, complaintId)],
    ]);
    const found = async (id: string) =>
      (await listed(api, auditor)).find((row) => row['id'] === id);
    expect(await found(second)).toMatchObject({ tier: 'T0', incidentsConfirmed: 1 });

    const link = { otherId: first, evidenceIds: [proof], confidencePct: 90 };
    await walk(api, [[agent, `customers/${second}/link`, link]]);
    // The tier lies beside another customer than the link, so the link's position does not cover it.
    await caughtUp(platform);
    expect(await found(first)).toMatchObject({
      ...{ tier: 'T1', incidentsConfirmed: 2, identities: [first, second] },
    });
    expect(await found(second)).toBeUndefined();
    const merged = await api.get<{ conduct: Json[] }>(auditor, `risk/${second}`);
    expect(merged.body).toMatchObject({
      ...{ id: second, mergedInto: first, tier: 'T1' },
      basic: { links: [{ ...link, identityId: first, otherId: second }] },
    });
    expect(merged.body.conduct.map(({ identityId }) => identityId).sort()).toEqual([first, second]);
    const reviewed = await api.post(compliance, `risk/${second}/review-tier`, {
      ...{ tier: 'T1', outcome: 'KEEP' },
      ...reason,
    });
    expect([reviewed.status, reviewed.body['id']]).toEqual([200, first]);

    await walk(api, [[agent, `customers/${second}/unlink`, { otherId: first, ...reason }]]);
    expect(await found(first)).toMatchObject({ incidentsConfirmed: 1, identities: [first] });
    expect(await found(second)).toMatchObject({ tier: 'T0', incidentsConfirmed: 1 });
    const apart = await api.get(auditor, `risk/${second}`);
    expect(apart.body).toMatchObject({ mergedInto: null, basic: { links: [] } });
  });
});

describe('what customers are compared with (D7)', () => {
  it('is published once a local day, whoever asks', async () => {
    const api = apiClient(platform);
    const customer = await registered(api);
    const at = new Date().toISOString();
    for (let order = 0; order < 5; order += 1) {
      const bought = { orderId: `B-${order}`, amountMinor: 1, currency: 'CNY', source: 'SHOP', at };
      await walk(api, [[agent, `customers/${customer}/observe-transaction`, bought]]);
    }
    expect(await listed(api, auditor)).toContainEqual(
      expect.objectContaining({ id: customer, orders: 5 }),
    );
    const publish = (person: Person, language = 'en') =>
      api.post(
        person,
        'risk/publish-baselines',
        { groups: ['PERSON', 'ORGANISATION'] },
        { headers: { 'accept-language': language } },
      );
    expect(await refused(publish(supervisor))).toEqual([403, 'FORBIDDEN']);
    // The platform may have done it by itself meanwhile.
    expect([200, 409]).toContain((await publish(compliance)).status);
    expect(await refused(publish(compliance))).toEqual([409, 'BASELINE_ALREADY_PUBLISHED']);
    expect((await publish(compliance, 'zh-CN')).body['title']).toMatch(/\p{Script=Han}/u);
  });
});

describe('the risk policy (A45)', () => {
  type Policies = { inForce: number; versions: { parameters: Json }[]; drafts: Json[] };

  it('is made by two people, and says what is wrong with it', async () => {
    const api = apiClient(platform);
    const policies = async () => (await api.get<Policies>(auditor, 'risk-policies')).body;
    const { parameters = {} } = (await policies()).versions[0] ?? {};
    const propose = (more: Json, person = compliance, language = 'en') =>
      api.post(
        person,
        'risk-policies',
        { parameters: { ...parameters, ...more }, ...reason },
        {
          headers: { 'accept-language': language },
        },
      );
    expect(await refused(propose({}))).toEqual([409, 'POLICY_UNCHANGED']);
    expect(await refused(propose({ creditsCapPts: 20 }, agent))).toEqual([403, 'FORBIDDEN']);
    expect(await refused(propose({ creditsCapPts: 101 }))).toEqual([400, 'BODY_INVALID']);
    const upsideDown = { tierEntryPts: { T1: 40, T2: 30, T3: 50, T4: 70 } };
    const invalid = await propose(upsideDown, analyst, 'zh-CN');
    expect([invalid.status, invalid.body]).toMatchObject([
      422,
      {
        code: 'POLICY_INVALID',
        title: expect.stringMatching(/\p{Script=Han}/u),
        context: { problems: ['tiers: each must begin above the one below'] },
      },
    ]);
    expect((await propose({ creditsCapPts: 20 })).status).toBe(201);
    expect((await propose({ creditsCapPts: 25 }, analyst)).status).toBe(201);
    const decide = (person: Person, draftNo: number, verb: string) =>
      refused(api.post(person, `risk-policies/${draftNo}/${verb}`, reason));
    expect(await decide(supervisor, 1, 'approve')).toEqual([403, 'FORBIDDEN']);
    expect(await decide(compliance, 1, 'approve')).toEqual([403, 'SAME_PERSON']);
    expect(await decide(compliance, 7, 'approve')).toEqual([404, 'DRAFT_UNKNOWN']);
    expect(await decide(compliance, 2, 'reject')).toEqual([200, undefined]);
    expect((await propose({ creditsCapPts: 28 }, analyst)).status).toBe(201);
    expect(await decide(supervisor, 3, 'withdraw')).toEqual([403, 'NOT_PERMITTED']);
    expect(await decide(analyst, 3, 'withdraw')).toEqual([200, undefined]);
    expect(await decide(otherOfficer, 2, 'approve')).toEqual([409, 'DRAFT_ALREADY_DECIDED']);
    expect(await decide(otherOfficer, 1, 'approve')).toEqual([200, undefined]);
    expect(await policies()).toMatchObject({
      inForce: 2,
      versions: [{ policyVersion: 1 }, { policyVersion: 2, parameters: { creditsCapPts: 20 } }],
      drafts: [{ standing: 'PUBLISHED' }, { standing: 'REJECTED' }, { standing: 'REJECTED' }],
    });
    const told = await api.get(auditor, 'risk-policies');
    expect(told.text).not.toContain(reason.reason);
    const revealed = await api.get(auditor, 'risk-policies', { 'redress-purpose': 'AUDIT' });
    expect(revealed.text).toContain(reason.reason);
    expect(await refused(api.get(care, 'risk-policies'))).toEqual([403, 'FORBIDDEN']);
  });

  it('has parked nothing', async () => {
    expect(await parkedKeys(platform)).toEqual([]);
  });
});
