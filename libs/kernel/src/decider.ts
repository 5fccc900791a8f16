import type { Actor } from './actor.js';
import type { Origin, PolicyRefs } from './envelope.js';
import type { Uuid } from './ids.js';
import type { Timestamp } from './time.js';

/** What the edge knows about a request when it makes a command of it. All a decider may know. */
export interface CommandMeta {
  readonly tenantId: string;
  readonly actor: Actor;
  /** When the owner learnt of it: the clock of `decide`. */
  readonly now: Timestamp;
  readonly origin: Origin;
  readonly correlationId: Uuid;
  readonly causationId?: Uuid;
  readonly traceparent?: string;
}

/** A request to change something: imperative name, business data, and its circumstances. */
export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly meta: CommandMeta;
}

/** An event as `decide` returns it. `occurredAt` is when it was true, not when we heard of it. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly occurredAt: Timestamp;
  readonly policyRefs?: PolicyRefs;
}

/** An event as `evolve` sees it: with the actor, because duties are separated by actor ids. */
export type Recorded<Event extends DomainEvent> = Event & { readonly actor: Actor };

/** A rule said no. The code is stable; the detail is for people. */
export interface Rejection<Code extends string = string> {
  readonly code: Code;
  readonly detail: string;
  /** True when the same command may succeed later without being changed. */
  readonly retryable?: boolean;
  /** Facts that help the caller, e.g. the gates that are not met. Never personal text. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A key that may be taken once per tenant and kind, for ever, e.g. an external reference. */
export interface Reservation {
  readonly kind: string;
  readonly key: string;
}

/** What `decide` answers: the events that happen (possibly none), or the rejection. */
export type Decision<Event extends DomainEvent, Code extends string> =
  | {
      readonly ok: true;
      readonly events: readonly Event[];
      readonly reserve?: readonly Reservation[];
    }
  | { readonly ok: false; readonly rejection: Rejection<Code> };

/** A point in time at which the stream must be settled even if nobody calls. */
export interface Deadline {
  /** Unique in its stream, e.g. `ACK:breach`. */
  readonly timerId: string;
  readonly dueAt: Timestamp;
}

/**
 * The rules of one aggregate. All functions are pure, synchronous and total.
 *
 * `settle` returns what became true by the mere passing of time up to `now`, each event at its own
 * instant; the command handler applies it before `decide`, so a late command cannot undo a breach.
 * `deadlines` derives from the state when `settle` must run next; rows of the timer table are the
 * difference between two states, so no rule ever forgets to cancel one.
 */
export interface Decider<State, C extends Command, Event extends DomainEvent, Code extends string> {
  /** Category of the streams it decides for. */
  readonly category: string;
  readonly initialState: State;
  decide(command: C, state: State): Decision<Event, Code>;
  evolve(state: State, event: Recorded<Event>): State;
  settle?(state: State, now: Timestamp): readonly Event[];
  deadlines?(state: State): readonly Deadline[];
}

/** The decision that these events happen. */
export function accept<Event extends DomainEvent>(...events: Event[]): Decision<Event, never> {
  return { ok: true, events };
}

/** The decision that the command is refused. Nothing is recorded. */
export function reject<Code extends string>(
  code: Code,
  detail: string,
  more: Pick<Rejection, 'retryable' | 'context'> = {},
): Decision<never, Code> {
  return { ok: false, rejection: { code, detail, ...more } };
}

/** Folds recorded events into the state. */
export function fold<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  events: Iterable<Recorded<Event>>,
  from: State = decider.initialState,
): State {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}

/** Makes the exhaustive-switch error a compile error and, should data lie, a loud one. */
export function unreachable(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
