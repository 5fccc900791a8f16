import { createHash } from 'node:crypto';
import { type ApiClient, apiClient, type Json, type Person } from './api-client.setup.js';
import {
  agent,
  bodies,
  type CaseStep,
  quality,
  stepsToFeedback,
  stepsToInvestigation,
  stepsToRemedy,
  supervisor,
} from './case-walk.setup.js';

/** Cases on their way at the same time. */
const lanes = 8;

/** Long after every run, so that no promise falls due in one world and not in another. */
const later = '2099-01-01T09:00:00.000Z';

const daysAgo = (days: number) =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)}T00:00:00.000Z`;

/** When things happened to customers: the same in every world of a run. */
const [bought, shouted] = [daysAgo(30), daysAgo(2)];

/** Every time that a client sends of what happens now. */
export const sentTimes: ReadonlySet<string> = new Set([later, bought, shouted]);

/** One case on its way: its steps are sent in order, and each knows of those before. */
interface Walk {
  readonly nth: number;
  readonly id: string;
  readonly api: ApiClient;
  sent: number;
}

/** Input that is fed in parts; between two parts the world may change, and no case has ended. */
export interface TruthInput {
  /** Sends the next part of the steps of every case. */
  feed(part: number): Promise<void>;
}

/** How many parts there are. */
export const parts = 3;

/** @param onStep told of each step that was acknowledged */
export function truthInput(
  addresses: { readonly url: string; readonly operationsUrl: string },
  walks: number,
  onStep: () => void = () => undefined,
): TruthInput {
  const all = Array.from({ length: walks }, (_, nth): Walk => {
    return { nth, id: idOf('case', nth), api: apiClient(addresses), sent: 0 };
  });
  async function next(walk: Walk): Promise<void> {
    await send(walk, stepsOf(walk)[walk.sent]);
    walk.sent += 1;
    onStep();
  }
  return {
    async feed(part) {
      // Numbers of cases and forms are given in the order of receipt.
      if (part === 0) for (const walk of all) await next(walk);
      const waiting = [...all];
      const lane = async () => {
        for (let walk = waiting.shift(); walk; walk = waiting.shift()) {
          const { length } = stepsOf(walk);
          const end = part + 1 === parts ? length : Math.floor((length * (part + 1)) / parts);
          while (walk.sent < end) {
            await next(walk);
          }
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
  };
}

type Step = CaseStep | ((walk: Walk) => Promise<CaseStep>);

/** Some have a customer who shouts, some reject the first proposal, some never come to their end. */
function stepsOf({ nth, id }: Walk): readonly Step[] {
  const customer = nth % 3 === 0 ? stepsOfCustomer(nth, id) : [];
  const again: CaseStep[] = [
    [agent, `resolutions/${id}/propose`, bodies.proposal()],
    [agent, `resolutions/${id}/reject`, bodies.rejection()],
  ];
  const ending: Step[] = [
    [quality, `closures/${id}/send-feedback-form`, bodies.form()],
    acknowledgeForm,
    [agent, `closures/${id}/send-survey`, bodies.survey()],
    [agent, `closures/${id}/answer-survey`, bodies.surveyAnswer()],
    [quality, `closures/${id}/decide-prevention`, bodies.quickFix()],
    [agent, `closures/${id}/close`, {}],
  ];
  return [
    ...stepsToInvestigation(id),
    ...stepsToRemedy(id, idOf('evidence', nth)),
    ...customer,
    ...(nth % 4 === 1 ? again : []),
    ...stepsToFeedback(id),
    ...(nth % 5 === 4 ? [] : ending),
  ];
}

function stepsOfCustomer(nth: number, complaintId: string): CaseStep[] {
  const [customerId, incidentId] = [idOf('customer', nth), idOf('incident', nth)];
  const incident = {
    ...{ incidentId, identityId: customerId, identityKind: 'CUSTOMER', class: 'BEHAVIOUR' },
    ...{ factor: 'B1', severity: 3, evidenceIds: [idOf('evidence', nth)], complaintId },
    ...{ description: 'Shouted at the driver.', occurredAt: shouted },
  };
  const sale = { orderId: `O-${nth}`, amountMinor: 129_900, currency: 'CNY', source: 'SHOP' };
  return [
    [agent, 'customers', { customerId, partyType: 'PERSON', name: 'Mr Wu' }],
    [agent, `customers/${customerId}/observe-transaction`, { ...sale, at: bought }],
    [agent, 'incidents', incident],
    [supervisor, `incidents/${incidentId}/confirm`, { reason: 'Heard the recording.' }],
  ];
}

async function acknowledgeForm({ api, id, nth }: Walk): Promise<CaseStep> {
  const { body } = await api.get<{ forms: { formNo: string }[] }>(
    oneOf(quality, nth),
    `closures/${id}`,
  );
  return [quality, `closures/${id}/acknowledge-form`, { formNo: body.forms.at(-1)?.formNo }];
}

async function send(walk: Walk, step: Step | undefined): Promise<void> {
  if (!step) throw new Error('a walk went beyond its end');
  const [person, path, body] = typeof step === 'function' ? await step(walk) : step;
  const key = `walk-${walk.nth}-${walk.sent}`;
  const { status, text } = await walk.api.post(oneOf(person, walk.nth), path, atFixedTimes(body), {
    key,
  });
  if (status !== 200 && status !== 201) throw new Error(`${path}: ${status} ${text}`);
}

/** Eight people of each role: nobody waits behind another one's request. */
function oneOf(person: Person, nth: number): Person {
  return { ...person, as: `${person.as}-${nth % lanes}` };
}

function atFixedTimes(body: Json): Json {
  return {
    ...body,
    ...('nextUpdateAt' in body ? { nextUpdateAt: later } : {}),
    ...('promisedAt' in body ? { promisedAt: later } : {}),
  };
}

/** The same id for the same thing in every world; it looks like one of a client. */
function idOf(kind: string, nth: number): string {
  const hex = createHash('sha256').update(`${kind} ${nth}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
