import { randomUUID } from 'node:crypto';
import { customerEvents } from '@redress/contracts';
import { journalName, type LogRecord, logTables } from '@redress/event-log';
import { systemActor, timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';

const { log, category, type, version: schemaVersion } = customerEvents.TransactionObserved;

/** Purchases of one customer that a journal does not have yet, as the log of intake would tell them. */
export interface NewFacts {
  readonly customerId: string;
  next(): LogRecord;
}

/** Goes on behind the last event of a customer and of the customer's partition. */
export async function newFacts(pool: Pool, tenantId: string): Promise<NewFacts> {
  const { streams, events } = logTables(journalName);
  const { rows } = await pool.query<{
    id: string;
    partition: number;
    ordering_key: string;
    version: number;
    off: string;
  }>(
    `select s.stream_id as id, s.partition, s.ordering_key, o.off,
            (select max(version) from ${events} e where e.stream_no = s.stream_no) as version
     from ${streams} s join journal_sources o on o.source_log = $2 and o.partition = s.partition
     where s.tenant_id = $1 and s.category = $3 order by s.stream_no limit 1`,
    [tenantId, log, category],
  );
  const [customer] = rows;
  if (!customer) throw new Error(`${tenantId} has no customers`);
  const { id: customerId, partition, ordering_key: orderingKey } = customer;
  let { version } = customer;
  let offset = Number(customer.off);
  return {
    customerId,
    next() {
      const previous = offset;
      version += 1;
      offset += 1;
      const now = timestampOf(Date.now());
      return {
        position: { log, partition, offset },
        previous,
        orderingKey,
        envelope: {
          ...{ id: randomUUID(), type, schemaVersion, version, correlationId: randomUUID() },
          ...{ stream: { tenantId, category, id: customerId }, actor: systemActor('bench') },
          ...{ occurredAt: now, recordedAt: now, origin: 'LIVE' },
        },
        data: { orderId: randomUUID(), amountMinor: 990, currency: 'CNY', at: now, source: 'SHOP' },
        sealed: [],
      };
    },
  };
}
