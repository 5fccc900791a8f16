import { createHash } from 'node:crypto';
import { startOfLocalDay } from '@redress/calendar';
import type { CustomerEvent } from '@redress/contracts';
import type { Caller } from '@redress/edge';
import { timestampOf, type Uuid, uuidV8 } from '@redress/kernel';
import type { Transaction } from '../domain/customer-command.js';
import type { PurchaseDto } from './customer.dto.js';
import type { BatchAnswer, ItemResult } from './historic-case.dto.js';
import { lastPositions } from './record-historic-cases.commands.js';
import type { Intake } from './intake.port.js';

/**
 * Records the purchases of one batch, one command per customer; a customer that is new is
 * registered by the first. Orders that are known add nothing.
 */
export async function recordPurchases(
  intake: Intake,
  items: readonly PurchaseDto[],
  caller: Caller,
): Promise<BatchAnswer> {
  const { zone } = await intake.tenant(caller.tenantId);
  const byCustomer = new Map<string, { dto: PurchaseDto; index: number }[]>();
  for (const [index, dto] of items.entries()) {
    const key = `${dto.source}\u001f${dto.customerRef}`;
    const group = byCustomer.get(key) ?? [];
    group.push({ dto, index });
    byCustomer.set(key, group);
  }
  const written = await Promise.all(
    [...byCustomer.values()].map((group) => recordGroup(group, zone, intake, caller)),
  );
  return {
    results: written.flatMap(({ results }) => results).sort((a, b) => a.index - b.index),
    positions: lastPositions(written.map(({ outcome }) => outcome)),
  };
}

/** The id of a customer that another system knows: the same reference, the same customer. */
export function customerIdOf(tenantId: string, source: string, externalRef: string): Uuid {
  const name = ['customer', tenantId, source, externalRef].join('\u001f');
  return uuidV8(createHash('sha256').update(name).digest());
}

async function recordGroup(
  group: readonly { dto: PurchaseDto; index: number }[],
  zone: string,
  intake: Intake,
  caller: Caller,
) {
  const [first] = group;
  if (!first) throw new Error('a group has at least one purchase');
  const { source, customerRef } = first.dto;
  const customerId = customerIdOf(caller.tenantId, source, customerRef);
  const outcome = await intake.customers.handle(customerId, {
    type: 'RecordPurchaseHistory',
    meta: caller.meta({ origin: 'IMPORT' }),
    data: {
      source,
      externalRef: customerRef,
      purchases: group.map(({ dto }) => transactionOf(dto, zone)),
    },
  });
  const results = group.map(({ dto, index }): ItemResult => {
    if (!outcome.ok) {
      const { code, detail } = outcome.rejection;
      return { index, result: 'rejected', code, detail };
    }
    return { index, id: customerId, ...resultOf(dto, outcome.events, index === first.index) };
  });
  return { outcome, results };
}

function transactionOf(dto: PurchaseDto, zone: string): Transaction {
  const { source, orderId, date, units, amountMinor, currency } = dto;
  const at = timestampOf(startOfLocalDay(zone, date));
  return { source, orderId, at, amountMinor, currency, ...(units === undefined ? {} : { units }) };
}

function resultOf(
  dto: PurchaseDto,
  events: readonly CustomerEvent[],
  first: boolean,
): Pick<ItemResult, 'result' | 'flags'> {
  const observed = events.some(
    ({ type, data }) => type === 'TransactionObserved' && data.orderId === dto.orderId,
  );
  const registered = first && events.some(({ type }) => type === 'CustomerRegistered');
  return {
    result: observed ? 'created' : 'unchanged',
    ...(registered ? { flags: ['CUSTOMER_REGISTERED'] } : {}),
  };
}
