import { randomUUID } from 'node:crypto';
import { type ApiClient, apiClient, type Person } from './api-client.setup.js';
import {
  agent,
  bodies,
  createTenant,
  logistics,
  quality,
  stepsToFeedback,
  stepsToInvestigation,
  stepsToRemedy,
  supervisor,
  walk,
} from './case-walk.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';
import { shownCase } from './shown-case.setup.js';

let directory: PlatformDirectory;
let platform: PlatformProcess;

beforeAll(async () => {
  directory = await platformDirectory();
  platform = await directory.start();
  const { status } = await createTenant(apiClient(platform));
  expect(status).toBe(201);
}, 120_000);

afterAll(() => directory?.remove(), 60_000);

jest.setTimeout(120_000);

/** Both legs of feedback and prevention: what is left between response and end. */
async function feedbackAndPrevention(api: ApiClient, id: string): Promise<void> {
  await walk(api, [[quality, `closures/${id}/send-feedback-form`, bodies.form()]]);
  const formNo = await lastFormNo(api, id);
  await walk(api, [
    [quality, `closures/${id}/acknowledge-form`, { formNo }],
    [agent, `closures/${id}/send-survey`, bodies.survey()],
    [agent, `closures/${id}/answer-survey`, bodies.surveyAnswer()],
    [quality, `closures/${id}/decide-prevention`, bodies.quickFix()],
    [agent, `closures/${id}/close`, {}],
  ]);
}

async function lastFormNo(api: ApiClient, id: string): Promise<string> {
  const { body } = await api.get<{ forms: { formNo: string }[] }>(quality, `closures/${id}`);
  return body.forms.at(-1)?.formNo ?? '';
}

describe('a complaint on its way through the seven stages (C1)', () => {
  const id = randomUUID();
  const evidenceId = randomUUID();
  let api: ApiClient;
  beforeAll(() => {
    api = apiClient(platform);
  });

  it.each([
    ['RECEIVED', 0, 1],
    ['THANKED', 1, 5],
    ['INVESTIGATING', 5, 6],
  ])('stands at %s', async (stage, from, to) => {
    await walk(api, stepsToInvestigation(id).slice(from, to));
    expect(await shownCase(api, id)).toMatchObject({ stage, round: 1, outcome: null });
  });

  it('shows who is looking at it, to everybody who may, until they look away', async () => {
    type Viewers = { viewers: { isYou: boolean }[] };
    const viewersFor = async (person: Person) =>
      (await api.get<Viewers>(person, `cases/${id}/viewers`)).body.viewers.map(
        ({ isYou }) => isYou,
      );
    expect(await viewersFor(agent)).toEqual([]);
    await walk(api, [[agent, `cases/${id}/look`, {}]]);
    await walk(api, [[quality, `cases/${id}/look`, {}]]);
    expect(await viewersFor(agent)).toEqual([false, true]);
    await walk(api, [[agent, `cases/${id}/look-away`, {}]]);
    expect(await viewersFor(quality)).toEqual([true]);
    expect((await api.get({ role: 'analyst' }, `cases/${id}/viewers`)).status).toBe(403);
  });

  it('stands at REMEDYING after finding, plan and remedy', async () => {
    await walk(api, stepsToRemedy(id, evidenceId));
    expect(await shownCase(api, id)).toMatchObject({ stage: 'REMEDYING' });
  });

  it('stands at RESOLVING while the customer answers, and is proposed to again', async () => {
    await walk(api, [
      [agent, `resolutions/${id}/propose`, bodies.proposal()],
      [agent, `resolutions/${id}/reject`, bodies.rejection()],
    ]);
    expect(await shownCase(api, id)).toMatchObject({ stage: 'RESOLVING', outcome: null });
  });

  it('stands at FEEDBACK after accepted proposal and final response', async () => {
    await walk(api, stepsToFeedback(id));
    expect(await shownCase(api, id)).toMatchObject({ stage: 'FEEDBACK' });
    const { body } = await api.get(agent, `closures/${id}`);
    expect(body).toMatchObject({
      metGates: ['FINAL_RESPONSE', 'RESPONSIBILITY'],
      unmetGates: ['DEPARTMENT_FEEDBACK', 'CUSTOMER_FEEDBACK', 'PREVENTION'],
    });
  });

  it('has the department dispute its form, which somebody else decides', async () => {
    await walk(api, [[quality, `closures/${id}/send-feedback-form`, bodies.form()]]);
    const formNo = await lastFormNo(api, id);
    await walk(api, [
      [quality, `closures/${id}/dispute-form`, { formNo, reason: 'It was the carrier.' }],
    ]);
    const decision = { formNo, stands: true, reason: 'The photos say otherwise.' };
    const own = await api.post(quality, `closures/${id}/decide-dispute`, decision);
    expect(own).toMatchObject({ status: 403, body: { code: 'SAME_PERSON' } });
    await walk(api, [[supervisor, `closures/${id}/decide-dispute`, decision]]);
    expect((await shownCase(api, id)).feedback.departments).toMatchObject([
      { formNo, departmentId: logistics, round: 1, state: 'CONFIRMED' },
    ]);
  });

  it('has the customer asked, and answer', async () => {
    await walk(api, [
      [agent, `closures/${id}/send-survey`, bodies.survey()],
      [agent, `closures/${id}/answer-survey`, bodies.surveyAnswer()],
    ]);
    expect((await shownCase(api, id)).feedback.customer).toMatchObject([
      { round: 1, state: 'ANSWERED', instrument: 'CSAT', csat: 4 },
    ]);
  });

  it('stands at PREVENTING once somebody else has approved the waiver', async () => {
    const approverId = randomUUID();
    const waiver = { mode: 'WAIVER', measure: 'The carrier left us last month.' };
    const path = `closures/${id}/decide-prevention`;
    expect(await api.post(supervisor, path, waiver)).toMatchObject({
      status: 422,
      body: { code: 'APPROVER_MISSING' },
    });
    const myself = { role: 'supervisor', as: approverId };
    expect(await api.post(myself, path, { ...waiver, approverId })).toMatchObject({
      status: 403,
      body: { code: 'SAME_PERSON' },
    });
    await walk(api, [[supervisor, path, { ...waiver, approverId }]]);
    expect(await shownCase(api, id)).toMatchObject({ stage: 'PREVENTING' });
  });

  it('is CLOSED, with all seven stages in its timeline, in order, from five services', async () => {
    await walk(api, [[agent, `closures/${id}/close`, {}]]);
    const shown = await shownCase(api, id);
    expect(shown).toMatchObject({ stage: 'CLOSED', round: 1, outcome: 'UPHELD' });
    const landmarks = [
      'ComplaintReceived',
      'ComplainantThanked',
      'ApologyGiven',
      'InvestigationStarted',
      'FindingRecorded',
      'PlanCommunicated',
      'RemedyTaken',
      'ResolutionRejected',
      'ResolutionAccepted',
      'FinalResponseIssued',
      'ResponsibilityAttributed',
      'FeedbackFormSent',
      'DisputeDecided',
      'SurveyAnswered',
      'PreventionDecided',
      'ComplaintClosed',
    ];
    const types = shown.timeline.map(({ type }) => type);
    expect(types.filter((type) => landmarks.includes(type))).toEqual(landmarks);
    const logs = new Set(shown.timeline.map(({ position }) => position.split('/')[0]));
    expect([...logs].sort()).toEqual(['follow-up', 'intake', 'resolution', 'triage']);
  });

  it('has kept its promises: ACK, PLAN, UPDATE and RESOLVE with their outcome (A1)', async () => {
    const { clocks } = await shownCase(api, id);
    for (const kind of ['ACK', 'ACK_LIMIT', 'PLAN', 'RESOLVE']) {
      const states = clocks.filter((clock) => clock.kind === kind).map(({ state }) => state);
      expect([kind, states]).toEqual([kind, ['MET']]);
    }
    const updates = clocks.filter(({ kind }) => kind === 'UPDATE').map(({ state }) => state);
    expect(updates.length).toBeGreaterThan(1);
    expect(new Set(updates)).toEqual(new Set(['MET']));
  });

  it('is reopened in a second round, which is worked like the first and closed again', async () => {
    const reopening = { reason: 'The new fridge has a dent, too.' };
    await walk(api, [[agent, `closures/${id}/reopen`, reopening]]);
    expect(await shownCase(api, id)).toMatchObject({ stage: 'INVESTIGATING', round: 2 });
    const early = await api.post(agent, `closures/${id}/close`);
    expect(early).toMatchObject({ status: 409, body: { code: 'GATES_UNMET' } });
    await walk(api, [
      [agent, `investigations/${id}/findings`, bodies.finding(evidenceId)],
      [agent, `resolutions/${id}/take-remedy`, bodies.remedy()],
      ...stepsToFeedback(id),
    ]);
    await feedbackAndPrevention(api, id);
    const shown = await shownCase(api, id);
    expect(shown).toMatchObject({ stage: 'CLOSED', round: 2, outcome: 'UPHELD' });
    expect(shown.timeline.filter(({ type }) => type === 'ComplaintClosed')).toHaveLength(2);
    expect(shown.feedback.departments.map((form) => form['round'])).toEqual([1, 2]);
    expect(shown.feedback.customer.map((survey) => survey['round'])).toEqual([1, 2]);
    const resolve = shown.clocks.filter(({ kind }) => kind === 'RESOLVE');
    expect(resolve.map(({ round, state }) => [round, state])).toEqual([
      [1, 'MET'],
      [2, 'MET'],
    ]);
  });
});

describe('a complaint that takes another way', () => {
  it('is closed as WITHDRAWN when its complainant takes it back', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    await walk(api, stepsToInvestigation(id));
    const withdrawal = { by: 'CUSTOMER', reason: 'My neighbour repaired it.' };
    await walk(api, [[agent, `complaints/${id}/request-withdrawal`, withdrawal]]);
    // Follow-up closes by itself; its event is not named by any answer, so the view is asked.
    const closedIn = (round: number) =>
      eventually(async () => {
        const shown = await shownCase(api, id);
        const isQuiet = shown.clocks.every(({ state }) => state !== 'RUNNING');
        return shown.stage === 'CLOSED' && shown.round === round && isQuiet ? shown : undefined;
      });
    expect(await closedIn(1)).toMatchObject({ outcome: 'WITHDRAWN' });
    const reopening = { reason: 'It broke again.', newFacts: true };
    await walk(api, [
      [agent, `closures/${id}/reopen`, reopening],
      [agent, `complaints/${id}/request-withdrawal`, withdrawal],
    ]);
    expect(await closedIn(2)).toMatchObject({ outcome: 'WITHDRAWN' });
  });

  it('is worked without a remedy where the reason is stated', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    const evidenceId = randomUUID();
    await walk(api, [
      ...stepsToInvestigation(id),
      ...stepsToRemedy(id, evidenceId).slice(0, 3),
      [agent, `resolutions/${id}/skip-remedy`, { reason: 'The fridge cools as it should.' }],
      ...stepsToFeedback(id),
    ]);
    await feedbackAndPrevention(api, id);
    expect(await shownCase(api, id)).toMatchObject({ stage: 'CLOSED' });
  });
});

/** Asks until there is an answer: for what the platform does by itself. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > until) throw new Error('not within 30 seconds');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
