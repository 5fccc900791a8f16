import { randomUUID } from 'node:crypto';
import { type ApiClient, apiClient, type Json, type Person } from './api-client.setup.js';
import { agent, bodies, createTenant, quality, supervisor, walk } from './case-walk.setup.js';
import { caughtUp } from './caught-up.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  redress,
} from './platform-process.setup.js';
import { raisedCustomer } from './raised-customer.setup.js';

const analyst: Person = { role: 'analyst', as: 'ito' };

/** A customer or a case at a moment. */
interface Replay {
  readonly state: Json;
  readonly events: readonly { readonly type: string; readonly position: string }[];
  readonly difference?: {
    readonly fields: readonly { readonly field: string; before: unknown; after: unknown }[];
    readonly events: readonly { readonly type: string }[];
  };
}

let directory: PlatformDirectory;
let platform: PlatformProcess;
let api: ApiClient;
let customer: string;
/** Before anything was reported, and after the customer was raised. */
let before: string;
let after: string;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  api = apiClient(platform);
  await createTenant(api);
  ({ customerId: customer, before } = await raisedCustomer(api));
  // Waits until the evaluation has come as far.
  await api.get(supervisor, `risk/${customer}`);
  await caughtUp(platform);
  after = new Date().toISOString();
}, 180_000);

afterAll(() => directory?.remove(), 60_000);

jest.setTimeout(120_000);

const replay = async (query: string, person: Person = supervisor, id = customer) =>
  (await api.get<Replay>(person, `replay/customers/${id}?${query}`)).body;

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe('what was known of a customer at a moment', () => {
  it('is the tier, the score of that day and the facts, with the events that made them', async () => {
    const { state, events } = await replay(`at=${before}`);
    expect(state).toMatchObject({
      ...{ customerId: customer, canonicalId: customer, tier: 'T0', proposal: null },
      score: { scorePts: 0, policyVersion: 1 },
      facts: { orders: 1, returns: [{ returnId: 'R-1' }], incidents: [], tierChanges: [] },
    });
    expect(typesOf(events)).toEqual([
      'CustomerRegistered',
      'TransactionObserved',
      'ReturnObserved',
    ]);
    expect(events[0]?.position).toMatch(/^intake\/\d+\/\d+$/);
    expect(JSON.stringify({ state, events })).not.toMatch(/Mr Wu|Shouted|Heard/);
  });

  it('differs from another moment field by field, by the events in between', async () => {
    const { state, difference } = await replay(`at=${after}&from=${before}`);
    expect(state).toMatchObject({ tier: 'T1' });
    const fields = new Map(difference?.fields.map((each) => [each.field, each]));
    expect(fields.get('tier')).toEqual({ field: 'tier', before: 'T0', after: 'T1' });
    expect(fields.get('score.scorePts')).toMatchObject({ before: 0 });
    expect(fields.get('facts.incidents')).toMatchObject({ before: [], after: [{}, {}] });
    expect(fields.has('facts.returns')).toBe(false);
    const types = typesOf(difference?.events ?? []);
    expect(types.filter((type) => type === 'ConductIncidentConfirmed')).toHaveLength(2);
    expect(types).toContain('TierRaised');
    expect(types).not.toContain('ReturnObserved');
  });

  it('is less than what was true then: both axes tell of one moment', async () => {
    const [knew, was] = [await replay(`at=${before}`), await replay(`at=${before}&axis=occurred`)];
    expect(knew.state).toMatchObject({ facts: { incidents: [] } });
    expect(was.state).toMatchObject({ facts: { incidents: [{ factor: 'B1' }, {}] }, tier: 'T0' });
    expect(typesOf(was.events).slice(0, 2)).toEqual(['TransactionObserved', 'ReturnObserved']);
  });

  it('agrees with the record of now, and with the explanation of any time', async () => {
    const [{ state }, { body: record }] = [
      await replay(`at=${after}`),
      await api.get<{ tier: string; score: Json }>(supervisor, `risk/${customer}`),
    ];
    expect(state).toMatchObject({ tier: record.tier });
    expect(state['score']).toMatchObject({ scorePts: record.score['scorePts'] });
    for (const axis of ['recorded', 'occurred']) {
      const query = `at=${before}&axis=${axis}`;
      const { body } = await api.get(supervisor, `risk/${customer}/explanation?${query}`);
      expect((await replay(query)).state).toMatchObject({
        ...{ tier: body['tier'], score: { scorePts: body['scorePts'] } },
      });
    }
  });

  it.each([
    ['before the registration', () => `${customer}?at=2020-01-01`, 404, 'NOT_FOUND'],
    ['of nobody', () => `${randomUUID()}?at=2020-01-01`, 404, 'NOT_FOUND'],
    ['in the future', () => `${customer}?at=2999-01-01`, 422, 'TIME_NOT_REACHED'],
    ['of a moment that is none', () => `${customer}?at=soon`, 400, 'PARAMETER_INVALID'],
    ['of an axis that is none', () => `${customer}?at=2020-01-01&axis=x`, 400, 'PARAMETER_INVALID'],
  ])('is not told %s', async (_, path, status, code) => {
    const answer = await api.get(supervisor, `replay/customers/${path()}`);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('is shown to an analyst of nobody in particular, and not to who may not see it today', async () => {
    const { body: list } = await api.get<{ items: { id: string }[] }>(analyst, 'risk?limit=200');
    const pseudonym = list.items.map(({ id }) => id).find((id) => id !== customer) ?? '';
    const answer = await api.get<Replay>(analyst, `replay/customers/${pseudonym}?at=${after}`);
    expect(answer.body.state).toMatchObject({ customerId: pseudonym, tier: 'T1' });
    expect(answer.text).not.toContain(customer);
    const byId = await api.get(analyst, `replay/customers/${customer}?at=${after}`);
    expect(byId.status).toBe(404);
    for (const person of [quality, agent]) {
      const { status } = await api.get(person, `replay/customers/${customer}?at=${after}`);
      expect([person.role, status]).toEqual([person.role, 403]);
    }
  });

  it('is typed into a shell as well', async () => {
    const args = ['replay', 'customer', '--id', customer, '--at', after, '--from', before];
    const { code, stdout } = await redress([...args, '--tenant', 'acme', '--json'], directory.env);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { axis: 'recorded', at: after, from: before, state: { tier: 'T1' } },
    ]);
  });
});

describe('a case at a moment', () => {
  it('stands where it stood, and tells what has changed since', async () => {
    const id = randomUUID();
    await walk(api, [[agent, 'complaints', bodies.receipt(id)]]);
    const received = new Date().toISOString();
    await walk(api, [[agent, `complaints/${id}/thank`, bodies.thanks()]]);
    // The clocks that thanking ends and starts are consequences, which the moment shall include.
    await caughtUp(platform);
    const now = new Date().toISOString();
    const path = `replay/complaints/${id}?at=${now}&from=${received}`;
    const { body } = await api.get<Replay>(supervisor, path);
    expect(body.state).toMatchObject({ complaintId: id, stage: 'THANKED' });
    expect(body.difference?.fields).toContainEqual({
      ...{ field: 'stage', before: 'RECEIVED', after: 'THANKED' },
    });
    expect(typesOf(body.difference?.events ?? [])).toContain('ComplainantThanked');
    const early = await api.get(supervisor, `replay/complaints/${id}?at=${before}`);
    expect([early.status, early.body['code']]).toEqual([404, 'NOT_FOUND']);
    // An analyst knows it by another name, which this is not.
    expect((await api.get(analyst, path)).status).toBe(404);
    expect((await api.get(agent, path)).status).toBe(403);
    const without = await api.get<Replay>(supervisor, `replay/complaints/${id}`);
    expect(without.body.state).toEqual(body.state);
  });
});
