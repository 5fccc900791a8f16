import { laterOf, type StreamRef, type Timestamp, timestampOf } from '@redress/kernel';
import { type EncodedCommand, encodeCommand, hex } from './append-command.js';
import {
  type AppendResult,
  type CommandAppend,
  type EventLog,
  type LogRecord,
  partitionCount,
  type Tx,
} from './event-log.port.js';
import { memoryLocks } from './memory-locks.js';
import { type MemoryTx, memoryTx, runInMemory } from './memory-transactions.js';

/** A deadline as the timer table holds it. */
export interface StoredDeadline {
  readonly stream: StreamRef;
  readonly timerId: string;
  readonly dueAt: Timestamp;
  readonly partition: number;
}

/** An event log for specs. */
export interface MemoryEventLog extends EventLog {
  /** The committed deadlines, in the order in which they were first set. */
  deadlines(): readonly StoredDeadline[];
}

/** What a log in memory may be told. */
export interface MemoryEventLogOptions {
  /** The clock of `recordedAt`; default the machine's. */
  readonly now?: () => Timestamp;
  /** How long an append waits for another transaction before it answers `retry`. */
  readonly waitMs?: number;
}

type Written = Extract<AppendResult, { status: 'duplicate' }>;

/** All that a log holds; a transaction has one of its own, laid over the committed one. */
interface Contents {
  readonly partitions: LogRecord[][];
  readonly streams: Map<string, LogRecord[]>;
  readonly commands: Map<string, { bodyMac: string; written: Written }>;
  readonly reservations: Map<string, StreamRef>;
  /** Undefined: cancelled in this transaction. */
  readonly deadlines: Map<string, StoredDeadline | undefined>;
}

/**
 * The event log as a model in memory: the semantics of the PostgreSQL adapter, without durability.
 * A partition, a key or a stream that an open transaction has touched is waited for.
 */
export function memoryEventLog(name: string, options: MemoryEventLogOptions = {}): MemoryEventLog {
  const { now = () => timestampOf(Date.now()), waitMs = 1_000 } = options;
  const committed = emptyContents();
  const stages = new WeakMap<MemoryTx, Contents>();
  const locks = memoryLocks();
  const listeners = new Set<(partition: number) => void>();

  function stageOf(tx: MemoryTx): Contents {
    const existing = stages.get(tx);
    if (existing) return existing;
    const stage = emptyContents();
    stages.set(tx, stage);
    tx.onCommit(() => merge(committed, stage));
    tx.onEnd(() => locks.release(tx));
    tx.afterCommit(() => {
      for (const [partition, records] of stage.partitions.entries()) {
        if (records.length > 0) for (const listener of listeners) listener(partition);
      }
    });
    return stage;
  }

  function streamIn(stage: Contents | undefined, stream: string): LogRecord[] {
    return [...(committed.streams.get(stream) ?? []), ...(stage?.streams.get(stream) ?? [])];
  }

  async function appendOne(tx: MemoryTx, encoded: EncodedCommand): Promise<AppendResult> {
    const stage = stageOf(tx);
    const claims = encoded.reservations.map(({ digest }) => `reservation ${digest}`).sort();
    const names = [
      ...(encoded.key ? [`key ${encoded.key}`] : []),
      ...claims,
      `stream ${encoded.stream}`,
    ];
    if (!(await locks.take(tx, names, waitMs))) return { status: 'retry' };
    const partition = streamIn(stage, encoded.stream)[0]?.position.partition ?? encoded.partition;
    if (!(await locks.take(tx, [`partition ${partition}`], waitMs))) return { status: 'retry' };
    // From here on nothing waits, so nobody comes between the checks and the change.
    return refusalOf(stage, encoded) ?? write(stage, encoded, partition);
  }

  function refusalOf(stage: Contents, encoded: EncodedCommand): AppendResult | undefined {
    const { command } = encoded;
    const before = stage.commands.get(encoded.key) ?? committed.commands.get(encoded.key);
    if (before && command.idempotency) {
      const same = before.bodyMac === hex(command.idempotency.bodyMac);
      return same ? before.written : { status: 'key-reused' };
    }
    for (const [nth, { digest }] of encoded.reservations.entries()) {
      const by = stage.reservations.get(digest) ?? committed.reservations.get(digest);
      const reservation = command.reserve?.[nth];
      if (
        by &&
        reservation &&
        (by.category !== command.stream.category || by.id !== command.stream.id)
      ) {
        return { status: 'reserved', reservation, by };
      }
    }
    const actualVersion = streamIn(stage, encoded.stream).length;
    return actualVersion === command.expectedVersion
      ? undefined
      : { status: 'conflict', actualVersion };
  }

  function write(stage: Contents, encoded: EncodedCommand, partition: number): AppendResult {
    const { command } = encoded;
    const settled = committed.partitions[partition] ?? [];
    const staged = stage.partitions[partition] ?? [];
    const stream = streamIn(stage, encoded.stream);
    const last = staged.at(-1) ?? settled.at(-1);
    const recordedAt = [last?.envelope.recordedAt, command.notBefore].reduce<Timestamp>(
      (latest, each) => (each ? laterOf(latest, each) : latest),
      now(),
    );
    const own = stage.streams.get(encoded.stream) ?? [];
    stage.streams.set(encoded.stream, own);
    for (const [index] of command.events.entries()) {
      const record = recordOf(command, index, {
        log: name,
        partition,
        offset: settled.length + staged.length,
        orderingKey: stream[0]?.orderingKey ?? command.orderingKey,
        recordedAt,
      });
      staged.push(record);
      own.push(record);
    }
    const position = { log: name, partition, offset: settled.length + staged.length - 1 };
    const version = command.expectedVersion + command.events.length;
    for (const { digest } of encoded.reservations) stage.reservations.set(digest, command.stream);
    changeDeadlines(stage, encoded, partition);
    if (command.idempotency) {
      const written: Written = { status: 'duplicate', version, position };
      const bodyMac = hex(command.idempotency.bodyMac);
      stage.commands.set(encoded.key, { bodyMac, written });
    }
    return { status: 'ok', version, position, recordedAt };
  }

  return {
    name,
    async append(commands, tx) {
      const encoded = commands.map(encodeCommand);
      const results: AppendResult[] = [];
      for (const command of encoded) {
        results.push(
          tx
            ? await appendOne(memoryTx(tx), command)
            : await runInMemory((own) => appendOne(own, command)),
        );
      }
      return results;
    },
    async readStream(stream, { fromVersion = 1, toVersion = Infinity, recordedUpTo, tx } = {}) {
      const key = [stream.tenantId, stream.category, stream.id].join('\x1f');
      return streamIn(stageFor(tx), key).filter(
        ({ envelope: { version, recordedAt } }) =>
          version >= fromVersion &&
          version <= toVersion &&
          (recordedUpTo === undefined || recordedAt <= recordedUpTo),
      );
    },
    async findCommand({ key, bodyMac }, tx) {
      const found = stageFor(tx)?.commands.get(hex(key)) ?? committed.commands.get(hex(key));
      if (!found) return undefined;
      return found.bodyMac === hex(bodyMac) ? found.written : { status: 'key-reused' };
    },
    async readPartition(partition, after, limit) {
      return (committed.partitions[partition] ?? []).slice(after + 1, after + 1 + limit);
    },
    async tail() {
      return new Map(
        committed.partitions.flatMap((records, partition): [string, number][] =>
          records.length === 0 ? [] : [[`${name}/${partition}`, records.length - 1]],
        ),
      );
    },
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deadlines: () => [...committed.deadlines.values()].filter((each) => each !== undefined),
  };

  function stageFor(tx: Tx | undefined): Contents | undefined {
    return tx && stages.get(memoryTx(tx));
  }
}

function emptyContents(): Contents {
  return {
    partitions: Array.from({ length: partitionCount }, () => []),
    streams: new Map(),
    commands: new Map(),
    reservations: new Map(),
    deadlines: new Map(),
  };
}

function merge(into: Contents, stage: Contents): void {
  for (const [partition, records] of stage.partitions.entries()) {
    into.partitions[partition]?.push(...records);
  }
  for (const [stream, records] of stage.streams) {
    into.streams.set(stream, [...(into.streams.get(stream) ?? []), ...records]);
  }
  for (const [key, command] of stage.commands) into.commands.set(key, command);
  for (const [digest, by] of stage.reservations) into.reservations.set(digest, by);
  for (const [timer, deadline] of stage.deadlines) {
    if (deadline) into.deadlines.set(timer, deadline);
    else into.deadlines.delete(timer);
  }
}

function changeDeadlines(stage: Contents, { command, stream }: EncodedCommand, partition: number) {
  const { set = [], cancel = [] } = command.deadlines ?? {};
  for (const timerId of cancel) stage.deadlines.set(`${stream}\x1f${timerId}`, undefined);
  for (const { timerId, dueAt } of set) {
    stage.deadlines.set(`${stream}\x1f${timerId}`, {
      stream: command.stream,
      timerId,
      dueAt,
      partition,
    });
  }
}

interface Place {
  readonly log: string;
  readonly partition: number;
  readonly offset: number;
  readonly orderingKey: string;
  readonly recordedAt: Timestamp;
}

function recordOf(command: CommandAppend, index: number, place: Place): LogRecord {
  const event = command.events[index];
  if (!event) throw new RangeError(`the command has no event ${index}`);
  const { sealed, data, ...envelope } = event;
  const { log, partition, offset, orderingKey, recordedAt } = place;
  return {
    position: { log, partition, offset },
    previous: offset - 1,
    orderingKey,
    envelope: {
      ...envelope,
      stream: command.stream,
      version: command.expectedVersion + index + 1,
      recordedAt,
    },
    // As it would come back from the database: a copy, without what JSON leaves out.
    data: JSON.parse(JSON.stringify(data)),
    sealed: sealed.map(({ subject, ciphertext }) => ({
      subject,
      ciphertext: Uint8Array.from(ciphertext),
    })),
  };
}
