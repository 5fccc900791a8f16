import { messageValueBytesMax } from '@redress/contracts';
import { failpoint } from '@redress/config';
import {
  type Actor,
  accept,
  type Command,
  type Decider,
  type Decision,
  type DomainEvent,
  fold,
  type StreamRef,
  type Timestamp,
  timer,
} from '@redress/kernel';
import { deadlineChanges } from './deadline-changes.js';
import type { AppendResult, CommandAppend, EventLog, Idempotency, Tx } from './event-log.port.js';
import { type EventMaking, EventTooLargeError, newEvents } from './new-events.js';
import { type Outcome, outcomeOf, refused } from './outcome.js';
import { recordedEvent } from './recorded-event.js';
import { SubjectErasedError } from './sealer.port.js';

/** Tries of one command before a version conflict is given back to the caller. */
const triesMax = 3;

/** How one command is to be carried out. */
export interface HandleOptions {
  /** Default `<tenant>/<stream id>`. A stream of another service's case inherits its key. */
  readonly orderingKey?: string;
  /** The version that the caller saw; another one is STALE_VERSION and is not retried. */
  readonly expectedVersion?: number;
  readonly idempotency?: Idempotency;
  /** Recorded time of the cause: ours is never below it. */
  readonly notBefore?: Timestamp;
  /**
   * The instant up to which the service knows what others recorded; asked only when something is
   * due. A command settles no further: news that is still on its way may say that a promise was
   * kept. Without it a command settles up to its own clock.
   */
  readonly heardUpTo?: () => Promise<Timestamp | undefined>;
  readonly tx?: Tx;
}

/** Carries out commands for one kind of aggregate. */
export interface CommandHandler<
  State,
  C extends Command,
  Event extends DomainEvent,
  Code extends string,
> {
  /** Loads, settles, decides, appends. A version conflict is decided again, at most three times. */
  handle(streamId: string, command: C, options?: HandleOptions): Promise<Outcome<Event, Code>>;
  /** Records what became true by the passing of time; used by the timers. */
  settle(
    stream: StreamRef,
    meta: Command['meta'],
    options?: HandleOptions,
  ): Promise<Outcome<Event, Code>>;
  /** The state and version of a stream as of now. */
  load(stream: StreamRef, tx?: Tx): Promise<{ state: State; version: number }>;
}

/** Where a handler reads and writes, and who gives it ids and keys. */
export interface HandlerDependencies extends EventMaking {
  readonly log: EventLog;
}

/** Makes the command handler of a decider: the only place where its rules meet the log. */
export function commandHandler<
  State,
  C extends Command,
  Event extends DomainEvent,
  Code extends string,
>(
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
    decide: Decide<State, Event, Code>,
    options: HandleOptions,
  ): Promise<Outcome<Event, Code> | 'again'> {
    const before = await load(stream, options.tx);
    if (options.expectedVersion !== undefined && options.expectedVersion !== before.version) {
      return refused('STALE_VERSION', `the stream stands at version ${before.version}`, {
        actualVersion: before.version,
      });
    }
    const due = await dueBy(before.state, meta.now, options);
    const what = whatHappens(decider, before.state, due, meta, decide);
    if (!what.ok) return what;
    const { events, deadlines, reserve } = what;
    const done = { ok: true, streamId: stream.id, events, replayed: false } as const;
    if (events.length === 0) return { ...done, version: before.version };
    const append: CommandAppend = {
      stream,
      orderingKey: options.orderingKey ?? `${stream.tenantId}/${stream.id}`,
      expectedVersion: before.version,
      events: await newEvents(events, stream, meta, dependencies),
      deadlines,
      reserve,
      ...(options.idempotency ? { idempotency: options.idempotency } : {}),
      ...(options.notBefore ? { notBefore: options.notBefore } : {}),
    };
    failpoint('command-validated');
    const [result] = await log.append([append], options.tx);
    if (!options.tx) failpoint('command-appended');
    if (!result) throw new Error('the log answered no result for a command');
    return outcomeOf(result, done, options);
  }

  /** What time has brought by `now`, as far as the service can know it. */
  async function dueBy(
    state: State,
    now: Timestamp,
    { heardUpTo }: HandleOptions,
  ): Promise<readonly Event[]> {
    const due = decider.settle?.(state, now) ?? [];
    const heard = due.length > 0 ? await heardUpTo?.() : undefined;
    if (heard === undefined || heard >= now) return due;
    return decider.settle?.(state, heard) ?? [];
  }

  async function carriedOut(stream: StreamRef, { idempotency, tx }: HandleOptions) {
    const earlier = idempotency && (await log.findCommand(idempotency, tx));
    return earlier && answerOf(earlier, stream);
  }

  /**
   * A key that was used before is looked up only where nothing is appended: the append knows it, too,
   * and nearly every command is a new one.
   */
  async function run(
    stream: StreamRef,
    meta: Command['meta'],
    decide: Decide<State, Event, Code>,
    options: HandleOptions = {},
  ): Promise<Outcome<Event, Code>> {
    try {
      for (let tries = 1; tries <= triesMax; tries += 1) {
        const outcome = await attempt(stream, meta, decide, options);
        if (outcome === 'again') continue;
        if (outcome.ok && (outcome.replayed || outcome.events.length > 0)) return outcome;
        // The same request may have been carried out before, and be what stands in its own way.
        return (await carriedOut(stream, options)) ?? outcome;
      }
    } catch (error) {
      const refusal = refusalOf(error);
      return (await carriedOut(stream, options)) ?? refusal;
    }
    return refused('CONFLICT', `lost ${triesMax} races for the stream`, {}, true);
  }

  return {
    load,
    handle(streamId, command, options) {
      const { tenantId } = command.meta;
      const stream = { tenantId, category: decider.category, id: streamId };
      return run(stream, command.meta, (state) => decider.decide(command, state), options);
    },
    settle: (stream, meta, options) => run(stream, meta, () => accept(), options),
  };
}

/** What an error in making events means for the command. Throws it where it is a fault of ours. */
function refusalOf(error: unknown) {
  if (error instanceof SubjectErasedError) return refused('SUBJECT_ERASED', error.message);
  if (!(error instanceof EventTooLargeError)) throw error;
  const { type, bytes } = error;
  return refused('EVENT_TOO_LARGE', error.message, { type, bytes, bytesMax: messageValueBytesMax });
}

type Decide<State, Event extends DomainEvent, Code extends string> = (
  state: State,
) => Decision<Event, Code>;

/** All that a command leads to: what time had brought by then, what it decides, what is due next. */
function whatHappens<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  before: State,
  due: readonly Event[],
  meta: Command['meta'],
  decide: Decide<State, Event, Code>,
) {
  const by = (actor: Actor) => (event: Event) => ({ ...event, actor });
  const settled = due.map(by(timer));
  const current = fold(decider, settled, before);
  const decision = decide(current);
  if (!decision.ok) return decision;
  const decided = decision.events.map(by(meta.actor));
  const after = fold(decider, decided, current);
  return {
    ok: true,
    events: [...settled, ...decided],
    deadlines: deadlineChanges(decider.deadlines?.(before) ?? [], decider.deadlines?.(after) ?? []),
    reserve: decision.reserve ?? [],
  } as const;
}

/** The outcome of a command that was carried out before, under the same idempotency key. */
function answerOf(earlier: AppendResult, stream: StreamRef): Outcome<never, never> {
  const done = { ok: true, streamId: stream.id, events: [], replayed: true } as const;
  const outcome = outcomeOf(earlier, done, {});
  if (outcome === 'again') throw new Error('a key that was used cannot be in conflict');
  return outcome;
}
