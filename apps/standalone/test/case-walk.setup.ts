import { randomUUID } from 'node:crypto';
import type { ApiAnswer, ApiClient, Json, Person } from './api-client.setup.js';

export const agent: Person = { role: 'agent', as: 'wang' };
export const supervisor: Person = { role: 'supervisor', as: 'li' };
export const quality: Person = { role: 'quality', as: 'schmidt' };
export const admin: Person = { role: 'admin' };
export const integration: Person = { role: 'integration' };

/** A department that every tenant of these tests has. */
export const logistics = '0190b000-0000-7000-8000-000000000001';
export const service = '0190b000-0000-7000-8000-000000000002';

/** Somebody who answers for cases. */
export const ownerId = '0190b000-0000-7000-8000-000000000003';

/** Creates the tenant of these tests. */
export async function createTenant(api: ApiClient, tenant = 'acme'): Promise<ApiAnswer> {
  return api.post({ ...admin, tenant }, 'tenants', {
    name: 'Acme',
    zone: 'Asia/Shanghai',
    language: 'en',
    currency: 'CNY',
    departments: [
      { departmentId: logistics, code: 'LOGISTICS', name: 'Logistics' },
      { departmentId: service, code: 'SERVICE', name: 'Customer service' },
    ],
  });
}

/** One step of a case: who sends what where. */
export type CaseStep = readonly [person: Person, path: string, body: Json];

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** Bodies of the steps of the straight path, by the noun and verb of their route. */
export const bodies = {
  receipt: (complaintId: string) => ({
    ...{ complaintId, channel: 'EMAIL', form: 'WRITTEN', subject: 'GOODS' },
    content: 'The fridge came with a dent and nobody calls back.',
    contact: 'ms.zhao@example.com',
    expectedOutcome: 'A fridge without a dent.',
    language: 'en',
  }),
  thanks: () => ({
    ...{ templateId: 'CARE_AND_THANKS', channel: 'EMAIL', ownerId, nextUpdateAt: inDays(3) },
    words: 'Thank you for telling us, I will see to it myself.',
  }),
  apology: () => ({ scope: 'EXPERIENCE', liabilityAdmitted: false, channel: 'EMAIL' }),
  classification: () => ({ cause: 'TRANSPORT_STORAGE', severity: 'S3' }),
  assignment: () => ({ ownerId, reason: 'Knows the carrier.' }),
  start: () => ({ plan: 'Ask the driver, look at the photos of loading.' }),
  evidence: (evidenceId: string, complaintId: string) => ({
    ...{ evidenceId, complaintId, sha256: 'a'.repeat(64), kind: 'PHOTO', source: 'CUSTOMER' },
  }),
  finding: (evidenceId: string) => ({
    ...{ method: 'INQUIRY', evidenceIds: [evidenceId] },
    conclusion: 'The fridge was not strapped down.',
  }),
  plan: () => ({ channel: 'EMAIL', promisedAt: inDays(2), plan: 'A new fridge in two days.' }),
  remedy: () => ({ kind: 'REPLACEMENT', description: 'New fridge on its own truck.' }),
  proposal: () => ({
    ...{ strategy: 'FULL', channel: 'EMAIL', fix: 'New fridge, old one collected.' },
    prevention: 'Large goods are strapped and photographed.',
  }),
  rejection: () => ({ channel: 'EMAIL', reason: 'I want the delivery fee back, too.' }),
  acceptance: () => ({ channel: 'EMAIL' }),
  finalResponse: () => ({
    ...{ outcome: 'UPHELD', signpostBody: 'CN_12315', channel: 'EMAIL' },
    reasons: 'We did not strap the fridge down.',
  }),
  responsibility: () => ({
    shares: [{ party: 'DEPARTMENT', departmentId: logistics, pct: 100 }],
    rationale: 'Loading is theirs.',
  }),
  form: () => ({ departmentId: logistics, message: 'Please strap large goods.' }),
  survey: () => ({ instrument: 'CSAT', channel: 'EMAIL' }),
  surveyAnswer: () => ({ csat: 4, comment: 'Quick and friendly.' }),
  quickFix: () => ({ mode: 'QUICK_FIX', measure: 'Straps in every truck.' }),
} as const;

/** From receipt to the open investigation, with the apology that must come first. */
export function stepsToInvestigation(id: string): CaseStep[] {
  return [
    [agent, 'complaints', bodies.receipt(id)],
    [agent, `complaints/${id}/thank`, bodies.thanks()],
    [agent, `complaints/${id}/apologise`, bodies.apology()],
    [agent, `investigations/${id}/classify`, bodies.classification()],
    [supervisor, `investigations/${id}/assign`, bodies.assignment()],
    [agent, `investigations/${id}/start`, bodies.start()],
  ];
}

/** From the finding to the plan, and the remedy that helps at once. */
export function stepsToRemedy(id: string, evidenceId: string): CaseStep[] {
  return [
    [agent, 'evidence', bodies.evidence(evidenceId, id)],
    [agent, `investigations/${id}/findings`, bodies.finding(evidenceId)],
    [agent, `resolutions/${id}/tell-plan`, bodies.plan()],
    [agent, `resolutions/${id}/take-remedy`, bodies.remedy()],
  ];
}

/** From the proposal to the final response and whose responsibility it was. */
export function stepsToFeedback(id: string): CaseStep[] {
  return [
    [agent, `resolutions/${id}/propose`, bodies.proposal()],
    [agent, `resolutions/${id}/accept`, bodies.acceptance()],
    [agent, `resolutions/${id}/issue-final-response`, bodies.finalResponse()],
    [quality, `investigations/${id}/attribute-responsibility`, bodies.responsibility()],
  ];
}

/** Sends steps in order; each has to be accepted at once. */
export async function walk(api: ApiClient, steps: readonly CaseStep[]): Promise<void> {
  for (const [person, path, body] of steps) {
    const { status, text } = await api.post(person, path, body);
    if (status !== 200 && status !== 201) throw new Error(`${path}: ${status} ${text}`);
  }
}

/** A new case that has come as far as its final response. */
export async function caseWithResponse(api: ApiClient): Promise<string> {
  const id = randomUUID();
  await walk(api, [
    ...stepsToInvestigation(id),
    ...stepsToRemedy(id, randomUUID()),
    ...stepsToFeedback(id),
  ]);
  return id;
}
