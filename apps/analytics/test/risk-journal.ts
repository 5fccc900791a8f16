import { randomUUID } from 'node:crypto';
import type { EventDefinition, EventOf } from '@redress/contracts';
import { customerEvents, incidentEvents, tierEvents } from '@redress/contracts';
import { type LogRecord, partitionOf } from '@redress/event-log';
import { plusSeconds, systemActor, type Timestamp } from '@redress/kernel';

const definitions = { ...customerEvents, ...incidentEvents, ...tierEvents };

type Definitions = typeof definitions;
type Name = keyof Definitions & string;

/** One event, before it has a place in a log. Of its data what matters to the story. */
export interface ToldFact {
  readonly streamId: string;
  readonly definition: EventDefinition;
  readonly data: unknown;
}

/** An event of somebody's stream; `data` must be whole, for it is decoded. */
export function told<Type extends Name>(
  streamId: string,
  type: Type,
  data: EventOf<Definitions[Type]>['data'],
): ToldFact {
  return { streamId, definition: definitions[type], data };
}

const start: Timestamp = '2026-03-02T09:00:00.000Z';

/** Puts events of any tenant into their logs, a second after each other, as a journal copies them. */
export function recorder() {
  const counts = new Map<string, number>();
  const next = (name: string) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count;
  };
  return (tenantId: string, { streamId, definition, data }: ToldFact): LogRecord => {
    const { log, category, type, version: schemaVersion } = definition;
    // An incident lies beside whom it is recorded against.
    const { identityId = streamId } = data as { readonly identityId?: string };
    const orderingKey = `${tenantId}/${identityId}`;
    const partition = partitionOf(orderingKey);
    const offset = next(`${log}/${partition}`);
    const at = plusSeconds(start, next('seconds'));
    const version = next(`${log}/${tenantId}/${streamId}`) + 1;
    return {
      position: { log, partition, offset },
      previous: offset - 1,
      orderingKey,
      envelope: {
        ...{ id: randomUUID(), type, version, schemaVersion, occurredAt: at, recordedAt: at },
        ...{ actor: systemActor('story'), origin: 'LIVE', correlationId: randomUUID() },
        stream: { tenantId, category, id: streamId },
      },
      data,
      sealed: [],
    };
  };
}
