import { randomUUID } from 'node:crypto';
import type { ApiClient, Person } from './api-client.setup.js';
import { agent, supervisor, walk } from './case-walk.setup.js';

const otherAgent: Person = { role: 'agent', as: 'chen' };
const evidenceId = randomUUID();

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** A customer whom two people report, and the moment before they did. */
export interface RaisedCustomer {
  readonly customerId: string;
  readonly before: string;
}

/** Two people report what happened days ago, and both reports are confirmed: enough for T1. */
export async function raisedCustomer(client: ApiClient): Promise<RaisedCustomer> {
  const customerId = randomUUID();
  const order = { orderId: 'O-1', amountMinor: 990, currency: 'CNY', source: 'SHOP' };
  const returned = { returnId: 'R-1', orderId: 'O-1', reason: 'CHANGED_MIND' };
  await walk(client, [
    [agent, 'customers', { customerId, partyType: 'PERSON', name: 'Mr Wu' }],
    [agent, `customers/${customerId}/observe-transaction`, { ...order, at: daysAgo(30) }],
    [agent, `customers/${customerId}/observe-return`, { ...returned, at: daysAgo(20) }],
  ]);
  const before = new Date().toISOString();
  const reports = [
    { person: agent, days: 3 },
    { person: otherAgent, days: 2 },
  ];
  for (const { person, days } of reports) {
    const { body } = await client.post(person, 'incidents', {
      ...{ identityId: customerId, identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1' },
      ...{ severity: 3, evidenceIds: [evidenceId], description: 'Shouted at the driver.' },
      occurredAt: daysAgo(days),
    });
    const reason = { reason: 'Heard the recording.' };
    await walk(client, [[supervisor, `incidents/${body['id']}/confirm`, reason]]);
  }
  return { customerId, before };
}
