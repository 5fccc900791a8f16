import type { ConsumedEvent } from '@redress/bus';
import { type EventDefinition, type EventOf, type LogName, redressCatalogue } from '@redress/contracts';
import {
  type CommandHandler,
  commandHandler,
  type LogRecord,
  memoryEventLog,
  memoryTransactions,
  partitionOf,
  recordedEvent,
  type Sealer,
} from '@redress/event-log';
import {
  type Actor,
  type Command,
  type Decider,
  type DomainEvent,
  millisOf,
  type Origin,
  systemActor,
  type Timestamp,
  type Uuid,
  uuidV7,
} from '@redress/kernel';

/** Where and how an event of another service was recorded, where it differs from the usual. */
export interface Recording {
  /** Id of the stream; the case of the specification by default. */
  readonly id?: string;
  readonly actor?: Actor;
  readonly origin?: Origin;
  /** When its owner learnt of it; when it was true by default. */
  readonly recordedAt?: Timestamp;
}

/** What a handler of a consumer is given, apart from the transaction that each delivery has. */
export type Delivery<Event extends DomainEvent = DomainEvent> = Omit<ConsumedEvent<Event>, 'tx'>;

/**
 * One service in memory, for specifications of its consumers: real rules, command handlers, schemas
 * and sealing over a log in memory. Other services only speak, as `definition.log` and data.
 *
 * @param options.caseId the case that everybody speaks of, unless told otherwise
 * @param options.now the clock of the service's log, and of the ids that it makes
 */
export function memoryService(
  name: LogName,
  options: { tenantId: string; caseId: Uuid; now: Timestamp; sealer: Sealer },
) {
  const { tenantId, caseId, now, sealer } = options;
  const log = memoryEventLog(name, { now: () => now });
  const transactions = memoryTransactions();
  const offsets = new Map<string, number>();
  let ids = 0;

  function newId(): Uuid {
    ids += 1;
    return uuidV7(millisOf(now) + ids, new Uint8Array(10));
  }

  /** An event as its owner has recorded it at `at`, at the next offset of its log. */
  function happened<Definition extends EventDefinition>(
    definition: Definition,
    data: EventOf<Definition>['data'],
    at: Timestamp,
    { id = caseId, actor = systemActor('spec'), origin = 'LIVE', recordedAt = at }: Recording = {},
  ): Delivery<EventOf<Definition>> {
    const offset = offsets.get(definition.log) ?? 0;
    offsets.set(definition.log, offset + 1);
    const orderingKey = `${tenantId}/${id}`;
    const record: LogRecord = {
      position: { log: definition.log, partition: partitionOf(orderingKey), offset },
      previous: offset - 1,
      orderingKey,
      data,
      sealed: [],
      envelope: {
        id: newId(),
        stream: { tenantId, category: definition.category, id },
        version: offset + 1,
        type: definition.type,
        schemaVersion: definition.version,
        occurredAt: at,
        recordedAt,
        actor,
        origin,
        correlationId: caseId,
      },
    };
    return { record, event: recordedEvent<EventOf<Definition>>(record, redressCatalogue) };
  }

  return {
    log,
    newId,
    happened,
    commands: <State, C extends Command, Event extends DomainEvent, Code extends string>(
      decider: Decider<State, C, Event, Code>,
    ): CommandHandler<State, C, Event, Code> =>
      commandHandler(decider, { log, catalogue: redressCatalogue, sealer, newId }),
    /** Gives an event to a handler as the bus does: in a transaction of its own. */
    async deliver<Event extends DomainEvent>(
      react: (consumed: ConsumedEvent<Event>) => Promise<void>,
      delivery: Delivery<Event>,
    ): Promise<LogRecord> {
      await transactions.run((tx) => react({ ...delivery, tx }));
      return delivery.record;
    },
  };
}
