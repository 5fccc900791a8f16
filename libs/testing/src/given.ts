import assert from 'node:assert/strict';
import {
  type Actor,
  type Command,
  type Deadline,
  type Decider,
  type DomainEvent,
  fold,
  type Recorded,
  type Rejection,
  systemActor,
  timer,
  type Timestamp,
} from '@redress/kernel';
import { assertFitsSchema } from './emitted-events.js';

/** What a history is told in: bare events, or events of somebody (`by`) where duties are separated. */
type Past<Event extends DomainEvent> = Event | Recorded<Event>;

/** A stream at the start of a specification. */
interface Given<State, C extends Command, Event extends DomainEvent, Code extends string> {
  /** Settles up to the command's `now` and decides it, exactly as the command handler does. */
  when(command: C): Then<State, Event, Code>;
  /** Only time passes: settles up to `now`. */
  whenTimeIs(now: Timestamp): Then<State, Event, Code>;
  /** The folded history, frozen. */
  readonly state: State;
  /** The deadlines of the folded history. */
  readonly deadlines: readonly Deadline[];
}

/** What came of it. Each check throws an AssertionError that shows the difference. */
interface Then<State, Event extends DomainEvent, Code extends string> {
  /** Exactly these events, in this order: type, data, time and policy references. */
  then(...expected: Event[]): void;
  /** Exactly events of these types, in this order, where their data is not the point. */
  thenTypes(...expected: Event['type'][]): void;
  /** Refused with this code and, where given, exactly these other parts. Answers the rejection. */
  thenRejected(code: Code, more?: Partial<Rejection<Code>>): Rejection<Code>;
  /** Accepted, and nothing needed to be recorded. */
  thenNothing(): void;
  /** The events that happened, for checks of another kind. Fails when it was refused. */
  readonly events: readonly Event[];
  /** The state afterwards, frozen. Fails when it was refused. */
  readonly state: State;
}

/**
 * Tells the history of a stream, then what is asked of it and what must come of it:
 * `given(decider, received, thanked).when(assign).then(assigned)`.
 *
 * State, events and commands are deep-frozen on their way through, so a decider that changes what it
 * was given fails here. Events without an actor are by the system actor `spec`.
 */
export function given<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  ...past: Past<Event>[]
): Given<State, C, Event, Code> {
  const state = replay(decider, decider.initialState, past);
  return {
    state,
    deadlines: decider.deadlines?.(state) ?? [],
    whenTimeIs: (now) => outcome(decider, state, settled(decider, state, now).map(by(timer))),
    when(command) {
      deepFreeze(command);
      const { actor, now } = command.meta;
      const due = settled(decider, state, now);
      const current = replay(decider, state, due.map(by(timer)));
      const decision = decider.decide(command, current);
      if (!decision.ok) return refusal(decision.rejection);
      const decided = deepFreeze(decision.events).map(by(actor));
      return outcome(decider, state, [...due.map(by(timer)), ...decided]);
    },
  };
}

/** Makes events of `actor`: `const byAnna = by(anna); given(decider, byAnna(requested))`. */
export function by(actor: Actor): <Event extends DomainEvent>(event: Event) => Recorded<Event> {
  return (event) => ({ ...event, actor });
}

function replay<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  from: State,
  past: readonly Past<Event>[],
): State {
  let state = deepFreeze(from);
  for (const event of past) {
    const recorded = 'actor' in event ? event : by(systemActor('spec'))(event);
    state = deepFreeze(fold(decider, [deepFreeze(recorded)], state));
  }
  return state;
}

function settled<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  state: State,
  now: Timestamp,
): readonly Event[] {
  return deepFreeze(decider.settle?.(state, now) ?? []);
}

function outcome<State, C extends Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, C, Event, Code>,
  before: State,
  recorded: readonly Recorded<Event>[],
): Then<State, Event, Code> {
  for (const event of recorded) assertFitsSchema(decider.category, event);
  const state = replay(decider, before, recorded);
  const events = recorded.map(withoutActor);
  return {
    events,
    state,
    then: (...expected) => assert.deepStrictEqual(plain(events), plain(expected)),
    thenTypes: (...expected) => assert.deepStrictEqual(typesOf(events), expected),
    thenNothing: () => assert.deepStrictEqual(plain(events), []),
    thenRejected: (code) => assert.fail(`accepted, not ${code}: ${typesOf(events).join(', ')}`),
  };
}

function withoutActor<Event extends DomainEvent>(recorded: Recorded<Event>): Event {
  const { actor: _, ...event } = recorded;
  return event as DomainEvent as Event;
}

function refusal<State, Event extends DomainEvent, Code extends string>(
  rejection: Rejection<Code>,
): Then<State, Event, Code> {
  const refused = () => assert.fail(`rejected: ${rejection.code}: ${rejection.detail}`);
  return {
    get events() {
      return refused();
    },
    get state() {
      return refused();
    },
    then: refused,
    thenTypes: refused,
    thenNothing: refused,
    thenRejected(code, more = {}) {
      assert.equal(rejection.code, code, `rejected with another code: ${rejection.detail}`);
      assert.deepStrictEqual(rejection, { ...rejection, ...more });
      return rejection;
    },
  };
}

function typesOf(events: readonly DomainEvent[]): string[] {
  return events.map(({ type }) => type);
}

/** Events as they would be stored: a field that is undefined is one that is not there. */
function plain(events: readonly DomainEvent[]): unknown {
  return JSON.parse(JSON.stringify(events));
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    // Freezing protects properties, not entries: what changes entries must go.
    for (const method of ['set', 'add', 'delete', 'clear']) {
      if (method in value) Object.defineProperty(value, method, { value: refuseToChange });
    }
    for (const entry of value) deepFreeze(entry);
  }
  for (const field of Object.values(value)) deepFreeze(field);
  return Object.freeze(value);
}

function refuseToChange(): never {
  throw new TypeError('a state must not be changed; make another one');
}
