import { createHash } from 'node:crypto';
import type { Stage } from '@redress/contracts';
import type { DemoCase } from './demo-case.js';
import type { DemoStep } from './demo-client.js';
import { demoIds } from './demo-tenant.js';

/** Makes a step of one role. */
type StepOf = (path: string, body: DemoStep['body']) => DemoStep;

/** The id of a demo case: the same in every data directory, so that pages can link to it. */
export function caseId({ no }: Pick<DemoCase, 'no'>): string {
  return `0190a000-0000-7000-8000-1000000${String(no).padStart(5, '0')}`;
}

/** All steps of the straight path; each belongs to the stage that it leads to. */
export function demoSteps(c: DemoCase, id: string, createdAt: Date): { stage: Stage; step: DemoStep }[] {
  const at = (hours: number) => new Date(createdAt.getTime() + hours * 3_600_000).toISOString();
  const evidenceId = id.replace('-1000000', '-2000000');
  const agent: StepOf = (path, body) => ({
    role: 'agent',
    as: demoIds.agent,
    path: `/api/v1/${path}`,
    body,
  });
  const supervisor: StepOf = (path, body) => ({
    ...agent(path, body),
    role: 'supervisor',
    as: demoIds.supervisor,
  });
  const quality: StepOf = (path, body) => ({
    ...agent(path, body),
    role: 'quality',
    as: demoIds.quality,
  });
  const { channel } = c;
  return [
    { stage: 'RECEIVED', step: agent('customers', customer(c, id)) },
    {
      stage: 'RECEIVED',
      step: agent(`customers/${customerId(id)}/observe-transaction`, {
        orderId: orderRef(c),
        units: 1,
        amountMinor: 10_000 * c.no + 9_900,
        currency: 'CNY',
        at: at(-c.hoursAgo - 24 * 7),
        source: shop,
      }),
    },
    { stage: 'RECEIVED', step: agent('complaints', receipt(c, id, at(-c.hoursAgo))) },
    {
      stage: 'THANKED',
      step: agent(`complaints/${id}/thank`, {
        templateId: 'CARE_AND_THANKS',
        channel,
        ownerId: demoIds.agent,
        nextUpdateAt: at(24 * 30),
        words: c.words,
        apology: { scope: 'EXPERIENCE', liabilityAdmitted: false },
      }),
    },
    {
      stage: 'INVESTIGATING',
      step: agent(`investigations/${id}/classify`, {
        cause: c.cause,
        causePath: [c.cause],
        severity: c.severity,
        specialTypes: c.severity === 'S1' ? ['INJURY_HEALTH'] : [],
        taxonomyVersion: 1,
      }),
    },
    {
      stage: 'INVESTIGATING',
      step: supervisor(`investigations/${id}/assign`, {
        ownerId: demoIds.agent,
        teamId: demoIds.frontDesk,
        reason: c.language === 'en' ? 'Knows the product.' : '熟悉该产品。',
      }),
    },
    {
      stage: 'INVESTIGATING',
      step: agent(`investigations/${id}/start`, { leadId: demoIds.agent, plan: c.plan }),
    },
    {
      stage: 'REMEDYING',
      step: agent('evidence', {
        evidenceId,
        sha256: createHash('sha256').update(c.content).digest('hex'),
        kind: 'MESSAGE',
        source: 'CUSTOMER',
        complaintId: id,
      }),
    },
    {
      stage: 'REMEDYING',
      step: agent(`investigations/${id}/findings`, {
        method: 'INQUIRY',
        evidenceIds: [evidenceId],
        whyChain: [c.conclusion],
        conclusion: c.conclusion,
      }),
    },
    {
      stage: 'REMEDYING',
      step: agent(`resolutions/${id}/tell-plan`, { channel, promisedAt: at(48), plan: c.plan }),
    },
    {
      stage: 'REMEDYING',
      step: agent(`resolutions/${id}/take-remedy`, { kind: 'REPLACEMENT', description: c.fix }),
    },
    {
      stage: 'RESOLVING',
      step: agent(`resolutions/${id}/propose`, {
        strategy: 'FULL',
        fix: c.fix,
        prevention: c.prevention,
        exceedsExpectation: true,
        channel,
      }),
    },
    { stage: 'FEEDBACK', step: agent(`resolutions/${id}/accept`, { channel }) },
    {
      stage: 'FEEDBACK',
      step: agent(`resolutions/${id}/issue-final-response`, {
        outcome: 'UPHELD',
        reasons: `${c.conclusion} ${c.fix}`,
        signpostBody: c.language === 'en' ? 'OMBUDSMAN' : 'CN_12315',
        channel,
      }),
    },
    {
      stage: 'FEEDBACK',
      step: quality(`investigations/${id}/attribute-responsibility`, {
        shares: [{ party: 'DEPARTMENT', departmentId: c.departmentId, pct: 100 }],
        ruleVersion: 1,
        rationale: c.conclusion,
      }),
    },
    {
      stage: 'FEEDBACK',
      step: quality(`closures/${id}/send-feedback-form`, {
        departmentId: c.departmentId,
        message: `${c.conclusion} ${c.prevention}`,
      }),
    },
    ...lastSteps(c, id, agent, quality),
  ];
}

/** The system in which the customers of the demo have their accounts. */
const shop = 'SHOP';

function customerId(complaintId: string): string {
  return complaintId.replace('-1000000', '-3000000');
}

function customerRef({ no }: DemoCase): string {
  return `SHOP-${String(no).padStart(5, '0')}`;
}

function orderRef({ no }: DemoCase): string {
  return `ORDER-${String(no).padStart(5, '0')}`;
}

function customer(c: DemoCase, id: string): object {
  const { customer: name, contact, language } = c;
  const known = { partyType: 'PERSON', source: shop, externalRef: customerRef(c) };
  return { customerId: customerId(id), ...known, name, contact, language };
}

function receipt(c: DemoCase, complaintId: string, receivedAt: string): object {
  const { channel, language, content, contact, expectedOutcome } = c;
  const form = channel === 'PHONE' || channel === 'FACE_TO_FACE' ? 'ORAL' : 'WRITTEN';
  const subject = c.cause.startsWith('SERVICE') ? 'SERVICE_MANNER' : 'GOODS';
  return {
    ...{ complaintId, channel, form, receivedAt, subject },
    ...{ content, contact, expectedOutcome, language },
    ...{ claimedCustomerRef: customerRef(c), orderRef: orderRef(c) },
  };
}

function lastSteps(
  c: DemoCase,
  id: string,
  agent: StepOf,
  quality: StepOf,
): { stage: Stage; step: DemoStep }[] {
  const { channel, csat = 4 } = c;
  return [
    {
      stage: 'FEEDBACK',
      step: agent(`closures/${id}/send-survey`, { instrument: 'CSAT', channel }),
    },
    { stage: 'FEEDBACK', step: agent(`closures/${id}/answer-survey`, { csat }) },
    {
      stage: 'PREVENTING',
      step: quality(`closures/${id}/acknowledge-form`, async (client) => {
        const closure = await client.read(`/api/v1/closures/${id}`, 'agent');
        const { forms } = closure as { forms: { formNo: string }[] };
        return { formNo: forms[0]?.formNo };
      }),
    },
    {
      stage: 'PREVENTING',
      step: quality(`closures/${id}/decide-prevention`, {
        mode: 'QUICK_FIX',
        measure: c.prevention,
      }),
    },
    { stage: 'CLOSED', step: agent(`closures/${id}/close`, {}) },
  ];
}
