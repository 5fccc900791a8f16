import type { ConsumedEvent } from '@redress/bus';
import {
  type EventDefinition,
  type EventOf,
  type LogName,
  redressCatalogue,
} from '@redress/contracts';
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

/** Circumstances of an event of another service, where they differ from the usual. */
export interface Recording {
  /** When it was true; the start of the specification by default. */
  readonly at?: Timestamp;
  /** When its owner learnt of it; when it was true by default. */
  readonly recordedAt?: Timestamp;
  /** Id of the stream; the case of the specification by default. */
  readonly id?: string;
  readonly actor?: Actor;
  readonly origin?: Origin;
}

/** What the handler of a consumer is given, apart from the transaction that each delivery has. */
export type Delivery<Event extends DomainEvent = DomainEvent> = Omit<ConsumedEvent<Event>, 'tx'>;

/** The handler of a consumer. */
export type React<Event extends DomainEvent> = (consumed: ConsumedEvent<Event>) => Promise<void>;

/** The scene of a specification. */
export interface MemoryServiceOptions {
  readonly tenantId: string;
  /** The case that everybody speaks of, unless told otherwise. */
  readonly caseId: Uuid;
  /** The start: the clock of the service's log and of the ids that are made. It stands still. */
  readonly start: Timestamp;
  readonly orderingKey: string;
  readonly sealer: Sealer;
}

/**
 * One service in memory, for specifications of its consumers: real rules, command handlers, schemas
 * and sealing over a log in memory. The other services only speak.
 */
export function memoryService(
  name: LogName,
  { tenantId, caseId, start, orderingKey, sealer }: MemoryServiceOptions,
) {
  const log = memoryEventLog(name, { now: () => start });
  const transactions = memoryTransactions();
  const offsets = new Map<string, number>();
  let ids = 0;

  function newId(): Uuid {
    ids += 1;
    return uuidV7(millisOf(start) + ids, new Uint8Array(10));
  }

  /** An event as its owner has recorded it, at the next offset of its log. */
  function happened<Definition extends EventDefinition>(
    definition: Definition,
    data: EventOf<Definition>['data'],
    recording: Recording = {},
  ): Delivery<EventOf<Definition>> {
    const { at = start, recordedAt = at, id = caseId, origin = 'LIVE' } = recording;
    const offset = offsets.get(definition.log) ?? 0;
    offsets.set(definition.log, offset + 1);
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
        actor: recording.actor ?? systemActor('spec'),
        origin,
        correlationId: caseId,
      },
    };
    return { record, event: recordedEvent<EventOf<Definition>>(record, redressCatalogue) };
  }

  /** Gives an event to a handler as the bus does: in a transaction of its own. */
  async function deliver<Event extends DomainEvent>(
    react: React<Event>,
    delivery: Delivery<Event>,
  ): Promise<LogRecord> {
    await transactions.run((tx) => react({ ...delivery, tx }));
    return delivery.record;
  }

  return {
    log,
    newId,
    happened,
    deliver,
    /** Something happens elsewhere, and a handler hears of it. Answers the record of the event. */
    tell<Definition extends EventDefinition>(
      definition: Definition,
      data: EventOf<Definition>['data'],
      react: React<EventOf<Definition>>,
      recording?: Recording,
    ): Promise<LogRecord> {
      return deliver(react, happened(definition, data, recording));
    },
    /** The command handler of a decider over the service's log. */
    commands<State, C extends Command, Event extends DomainEvent, Code extends string>(
      decider: Decider<State, C, Event, Code>,
    ): CommandHandler<State, C, Event, Code> {
      return commandHandler(decider, { log, catalogue: redressCatalogue, sealer, newId });
    },
  };
}
