import type { EventCatalogue } from '@redress/contracts';
import {
  type Command,
  type Deadline,
  type Decider,
  type DomainEvent,
  type Position,
  type Recorded,
  type Rejection,
  type StreamRef,
  type Timestamp,
  type Uuid,
  fold,
} from '@redress/kernel';
import type {
  AppendResult,
  CommandAppend,
  DeadlineChanges,
  EventLog,
  Idempotency,
  LogRecord,
  NewEvent,
  Tx,
} from './event-log.port.js';
import { type Sealer, SubjectErasedError, type Unsealed } from './sealer.port.js';

/** Tries of one command before a version conflict is given back to the caller. */
const triesMax = 3;

/** Codes that the handler itself refuses with, beside those of the decider. */
export type HandlerCode =
  | 'STALE_VERSION'
  | 'CONFLICT'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REFERENCE_TAKEN'
  | 'SUBJECT_ERASED'
  | 'BUSY';

/** How one command is to be carried out. */
export interface HandleOptions {
  /** Default `<tenant>/<stream id>`. A stream of another service's case inherits its key. */
  readonly orderingKey?: string;
  /** The version that the caller saw; another one is STALE_VERSION and is not retried. */
  readonly expectedVersion?: number;
  readonly idempotency?: Idempotency;
  /** Recorded time of the cause: ours is never below it. */
  readonly notBefore?: Timestamp;
  readonly tx?: Tx;
}

/** What became of a command. `position` is absent when nothing needed to be recorded. */
export type Outcome<Event extends DomainEvent, Code extends string> =
  | {
      readonly ok: true;
      readonly streamId: string;
      readonly version: number;
      readonly position?: Position;
      readonly events: readonly Event[];
      /** True when the same idempotency key had been used before: nothing was done now. */
      readonly replayed: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection<Code | HandlerCode> };

/** Carries out commands for one kind of aggregate. */
export interface CommandHandler<State, C extends Command, Event extends DomainEvent, Code extends string> {
  /** Loads, settles, decides, appends. A version conflict is decided again, at most three times. */
  handle(streamId: string, command: C, options?: HandleOptions): Promise<Outcome<Event, Code>>;
  /** Records what became true by the passing of time; used by the timers. */
  settle(stream: StreamRef, meta: Command['meta'], options?: HandleOptions): Promise<Outcome<Event, Code>>;
  /** The state and version of a stream as of now. */
  load(stream: StreamRef, tx?: Tx): Promise<{ state: State; version: number }>;
}

/** Where a handler reads and writes, and who gives it ids and keys. */
export interface HandlerDependencies {
  readonly log: EventLog;
  readonly catalogue: EventCatalogue;
  readonly sealer: Sealer;
  readonly newId: () => Uuid;
}

/** Makes the command handler of a decider: the only place where its rules meet the log. */
export function commandHandler<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  dependencies: HandlerDependencies,
): CommandHandler<State, C, Event, Code> {
  const { log } = dependencies;

  async function load(stream: StreamRef, tx?: Tx) {
    const records = await log.readStream(stream, tx ? { tx } : {});
    const events = records.map((record) => recordedEvent<Event>(record, dependencies.catalogue));
    return { state: fold(decider, events), version: records.at(-1)?.envelope.version ?? 0 };
  }

  async function attempt(
    stream: StreamRef,
    meta: Command['meta'],
    decide: (state: State) => ReturnType<typeof decider.decide>,
    options: HandleOptions,
  ): Promise<Outcome<Event, Code> | 'again'> {
    const before = await load(stream, options.tx);
    if (options.expectedVersion !== undefined && options.expectedVersion !== before.version) {
      return refused('STALE_VERSION', `the stream stands at version ${before.version}`, {
        actualVersion: before.version,
      });
    }
    const settled = decider.settle?.(before.state, meta.now) ?? [];
    const current = evolveAll(decider, before.state, settled, meta);
    const decision = decide(current);
    if (!decision.ok) return { ok: false, rejection: decision.rejection };
    const events = [...settled, ...decision.events];
    const done = { ok: true, streamId: stream.id, events, replayed: false } as const;
    if (events.length === 0) return { ...done, version: before.version };
    const after = evolveAll(decider, current, decision.events, meta);
    const append: CommandAppend = {
      stream,
      orderingKey: options.orderingKey ?? `${stream.tenantId}/${stream.id}`,
      expectedVersion: before.version,
      events: await seal(events, stream, meta, dependencies),
      deadlines: deadlineChanges(
        decider.deadlines?.(before.state) ?? [],
        decider.deadlines?.(after) ?? [],
      ),
      ...(decision.reserve ? { reserve: decision.reserve } : {}),
      ...(options.idempotency ? { idempotency: options.idempotency } : {}),
      ...(options.notBefore ? { notBefore: options.notBefore } : {}),
    };
    const [result] = await log.append([append], options.tx);
    if (!result) throw new Error('the log answered no result for a command');
    return outcomeOf(result, done, options);
  }

  async function run(
    stream: StreamRef,
    meta: Command['meta'],
    decide: (state: State) => ReturnType<typeof decider.decide>,
    options: HandleOptions,
  ): Promise<Outcome<Event, Code>> {
    try {
      if (options.idempotency) {
        const earlier = await log.findCommand(options.idempotency, options.tx);
        if (earlier) return outcomeOf(earlier, nothingDone(stream), options) as Outcome<Event, Code>;
      }
      for (let tries = 1; tries <= triesMax; tries += 1) {
        const outcome = await attempt(stream, meta, decide, options);
        if (outcome !== 'again') return outcome;
      }
    } catch (error) {
      if (error instanceof SubjectErasedError) return refused('SUBJECT_ERASED', error.message);
      throw error;
    }
    return refused('CONFLICT', `lost ${triesMax} races for the stream`, {}, true);
  }

  return {
    load,
    handle: (streamId, command, options = {}) =>
      run(
        { tenantId: command.meta.tenantId, category: decider.category, id: streamId },
        command.meta,
        (state) => decider.decide(command, state),
        options,
      ),
    settle: (stream, meta, options = {}) =>
      run(stream, meta, () => ({ ok: true, events: [] }), options),
  };
}

function nothingDone(stream: StreamRef) {
  return { ok: true, streamId: stream.id, events: [], replayed: false } as const;
}

/** The rows to write so that the timer table holds what `after` asks for. */
export function deadlineChanges(
  before: readonly Deadline[],
  after: readonly Deadline[],
): DeadlineChanges {
  const had = new Map(before.map((deadline) => [deadline.timerId, deadline.dueAt]));
  const has = new Map(after.map((deadline) => [deadline.timerId, deadline.dueAt]));
  return {
    set: after.filter((deadline) => had.get(deadline.timerId) !== deadline.dueAt),
    cancel: [...had.keys()].filter((timerId) => !has.has(timerId)),
  };
}

/**
 * The domain event of a record in a service's own stream. Unknown or unreadable data is fatal
 * here: a decision must never be made on half a history.
 */
export function recordedEvent<Event extends DomainEvent>(
  record: LogRecord,
  catalogue: EventCatalogue,
): Recorded<Event> {
  const { envelope, position } = record;
  const at = {
    log: position.log,
    category: envelope.stream.category,
    type: envelope.type,
    schemaVersion: envelope.schemaVersion,
  };
  const decoded = catalogue.decode(at, record.data);
  if (!decoded.ok) throw new Error(`${decoded.problem} in an own stream: ${decoded.detail}`);
  const { type, occurredAt, actor } = envelope;
  return { type, occurredAt, actor, data: decoded.data } as Recorded<DomainEvent> as Recorded<Event>;
}

function evolveAll<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  state: State,
  events: readonly Event[],
  meta: Command['meta'],
): State {
  return fold(
    decider,
    events.map((event) => ({ ...event, actor: meta.actor })),
    state,
  );
}

async function seal(
  events: readonly DomainEvent[],
  stream: StreamRef,
  meta: Command['meta'],
  { log, catalogue, sealer, newId }: HandlerDependencies,
): Promise<NewEvent[]> {
  const unsealed = events.map((event): Unsealed & { event: DomainEvent } => {
    const definition = catalogue.find(log.name, stream.category, event.type);
    if (!definition) throw new Error(`${event.type} is no event of ${log.name}/${stream.category}`);
    return { event, definition, stream, eventId: newId(), data: event.data };
  });
  const sealed = await sealer.seal(unsealed);
  return unsealed.map(({ event, definition, eventId }, index): NewEvent => {
    const { data, sealed: fields } = sealed[index] ?? { data: undefined, sealed: [] };
    const problems = catalogue.problems(definition, data);
    if (problems.length > 0) throw new Error(`${event.type} breaks its schema: ${problems.join('; ')}`);
    const { actor, origin, correlationId, causationId, traceparent } = meta;
    return {
      id: eventId,
      type: event.type,
      schemaVersion: definition.version,
      occurredAt: event.occurredAt,
      actor,
      origin,
      correlationId,
      ...(causationId ? { causationId } : {}),
      ...(traceparent ? { traceparent } : {}),
      ...(event.policyRefs ? { policyRefs: event.policyRefs } : {}),
      data,
      sealed: fields,
    };
  });
}

function outcomeOf<Event extends DomainEvent>(
  result: AppendResult,
  done: { readonly ok: true; readonly streamId: string; readonly events: readonly Event[]; readonly replayed: boolean },
  options: HandleOptions,
): Outcome<Event, never> | 'again' {
  switch (result.status) {
    case 'ok':
      return { ...done, version: result.version, position: result.position };
    case 'duplicate':
      return { ...done, events: [], version: result.version, position: result.position, replayed: true };
    case 'key-reused':
      return refused('IDEMPOTENCY_KEY_REUSED', 'the key was used before with another body');
    case 'conflict':
      if (options.expectedVersion === undefined) return 'again';
      return refused('STALE_VERSION', `the stream stands at version ${result.actualVersion}`, {
        actualVersion: result.actualVersion,
      });
    case 'reserved':
      return refused('REFERENCE_TAKEN', `${result.reservation.kind} is taken`, {
        kind: result.reservation.kind,
        by: result.by.id,
      });
    case 'retry':
      return refused('BUSY', 'the log is busy; nothing was recorded', {}, true);
  }
}

function refused(
  code: HandlerCode,
  detail: string,
  context: Readonly<Record<string, unknown>> = {},
  retryable = false,
): { ok: false; rejection: Rejection<HandlerCode> } {
  return { ok: false, rejection: { code, detail, context, retryable } };
}
