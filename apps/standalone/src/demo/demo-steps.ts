import { createHash } from 'node:crypto';
import type { Stage } from '@redress/contracts';
import type { DemoCase } from './demo-case.js';
import type { DemoClient, DemoStep } from './demo-client.js';
import { demoIds } from './demo-tenant.js';

/** A step, and the stage that it belongs to. */
interface StagedStep {
  readonly stage: Stage;
  readonly step: DemoStep;
}

/** A case under the ids and times that it has in one data directory. */
interface Story {
  readonly c: DemoCase;
  readonly id: string;
  /** The time that many hours after the demo began. */
  readonly at: (hours: number) => string;
}

/** The system in which the customers of the demo have their accounts. */
const shop = 'SHOP';

/** The id of a demo case: the same in every data directory, so that pages can link to it. */
export function caseId({ no }: Pick<DemoCase, 'no'>): string {
  return `0190a000-0000-7000-8000-1000000${String(no).padStart(5, '0')}`;
}

/** All steps of the straight path, in order, whose times hang on the beginning of the demo. */
export function demoSteps(c: DemoCase, id: string, createdAt: Date): readonly StagedStep[] {
  const at = (hours: number) => new Date(createdAt.getTime() + hours * 3_600_000).toISOString();
  const story = { c, id, at };
  return [
    ...inStage('RECEIVED', receiving(story)),
    ...inStage('THANKED', thanking(story)),
    ...inStage('INVESTIGATING', investigating(story)),
    ...inStage('REMEDYING', remedying(story)),
    ...inStage('RESOLVING', resolving(story)),
    ...inStage('FEEDBACK', askingBack(story)),
    ...inStage('PREVENTING', preventing(story)),
    ...inStage('CLOSED', [agent(`closures/${id}/close`, {})]),
  ];
}

function inStage(stage: Stage, steps: readonly DemoStep[]): StagedStep[] {
  return steps.map((step) => ({ stage, step }));
}

function receiving({ c, id, at }: Story): DemoStep[] {
  const { channel, language, content, contact, expectedOutcome, customer: name } = c;
  const number = String(c.no).padStart(5, '0');
  const [externalRef, orderId] = [`SHOP-${number}`, `ORDER-${number}`];
  const customerId = id.replace('-1000000', '-3000000');
  return [
    agent('customers', {
      ...{ customerId, partyType: 'PERSON', source: shop, externalRef, name, contact, language },
    }),
    agent(`customers/${customerId}/observe-transaction`, {
      ...{ orderId, units: 1, amountMinor: 10_000 * c.no + 9_900, currency: 'CNY', source: shop },
      at: at(-c.hoursAgo - 7 * 24),
    }),
    agent('complaints', {
      ...{ complaintId: id, channel, content, contact, expectedOutcome, language },
      form: channel === 'PHONE' || channel === 'FACE_TO_FACE' ? 'ORAL' : 'WRITTEN',
      receivedAt: at(-c.hoursAgo),
      subject: c.cause.startsWith('SERVICE') ? 'SERVICE_MANNER' : 'GOODS',
      claimedCustomerRef: externalRef,
      orderRef: orderId,
    }),
  ];
}

function thanking({ c, id, at }: Story): DemoStep[] {
  return [
    agent(`complaints/${id}/thank`, {
      templateId: 'CARE_AND_THANKS',
      channel: c.channel,
      ownerId: demoIds.agent,
      nextUpdateAt: at(30 * 24),
      words: c.words,
      apology: { scope: 'EXPERIENCE', liabilityAdmitted: false },
    }),
  ];
}

function investigating({ c, id }: Story): DemoStep[] {
  return [
    agent(`investigations/${id}/classify`, {
      cause: c.cause,
      causePath: [c.cause],
      severity: c.severity,
      specialTypes: c.severity === 'S1' ? ['INJURY_HEALTH'] : [],
      taxonomyVersion: 1,
    }),
    supervisor(`investigations/${id}/assign`, {
      ownerId: demoIds.agent,
      teamId: demoIds.frontDesk,
      reason: c.language === 'en' ? 'Knows the product.' : '熟悉该产品。',
    }),
    agent(`investigations/${id}/start`, { leadId: demoIds.agent, plan: c.plan }),
  ];
}

function remedying({ c, id, at }: Story): DemoStep[] {
  const { channel, conclusion, plan, fix } = c;
  const evidenceId = id.replace('-1000000', '-2000000');
  return [
    agent('evidence', {
      evidenceId,
      sha256: createHash('sha256').update(c.content).digest('hex'),
      kind: 'MESSAGE',
      source: 'CUSTOMER',
      complaintId: id,
    }),
    agent(`investigations/${id}/findings`, {
      method: 'INQUIRY',
      evidenceIds: [evidenceId],
      whyChain: [conclusion],
      conclusion,
    }),
    agent(`resolutions/${id}/tell-plan`, { channel, promisedAt: at(48), plan }),
    agent(`resolutions/${id}/take-remedy`, { kind: 'REPLACEMENT', description: fix }),
  ];
}

function resolving({ c, id }: Story): DemoStep[] {
  const { fix, prevention, channel } = c;
  return [
    agent(`resolutions/${id}/propose`, {
      ...{ strategy: 'FULL', fix, prevention, exceedsExpectation: true, channel },
    }),
  ];
}

/** Both legs: the department is told and the customer is asked. */
function askingBack({ c, id }: Story): DemoStep[] {
  const { channel, conclusion, departmentId, csat = 4 } = c;
  return [
    agent(`resolutions/${id}/accept`, { channel }),
    agent(`resolutions/${id}/issue-final-response`, {
      outcome: 'UPHELD',
      reasons: `${conclusion} ${c.fix}`,
      signpostBody: c.language === 'en' ? 'OMBUDSMAN' : 'CN_12315',
      channel,
    }),
    quality(`investigations/${id}/attribute-responsibility`, {
      shares: [{ party: 'DEPARTMENT', departmentId, pct: 100 }],
      ruleVersion: 1,
      rationale: conclusion,
    }),
    quality(`closures/${id}/send-feedback-form`, {
      departmentId,
      message: `${conclusion} ${c.prevention}`,
    }),
    agent(`closures/${id}/send-survey`, { instrument: 'CSAT', channel }),
    agent(`closures/${id}/answer-survey`, { csat }),
  ];
}

function preventing({ c, id }: Story): DemoStep[] {
  return [
    quality(`closures/${id}/acknowledge-form`, async (client) => ({
      formNo: await formNoOf(id, client),
    })),
    quality(`closures/${id}/decide-prevention`, { mode: 'QUICK_FIX', measure: c.prevention }),
  ];
}

/** The platform numbers its forms, so the number has to be looked up. */
async function formNoOf(id: string, client: DemoClient): Promise<string | undefined> {
  const closure = await client.read(`/api/v1/closures/${id}`, 'agent');
  const { forms } = closure as { forms: { formNo: string }[] };
  return forms[0]?.formNo;
}

function agent(path: string, body: DemoStep['body']): DemoStep {
  return { role: 'agent', as: demoIds.agent, path: `/api/v1/${path}`, body };
}

function supervisor(path: string, body: DemoStep['body']): DemoStep {
  return { ...agent(path, body), role: 'supervisor', as: demoIds.supervisor };
}

function quality(path: string, body: DemoStep['body']): DemoStep {
  return { ...agent(path, body), role: 'quality', as: demoIds.quality };
}
