import type { DomainEvent } from '@redress/kernel';
import { type AnyEventOf, defineEvents, type EventOf } from './event-definition.js';
import { t } from './schema.js';

const doorEvents = defineEvents(
  { log: 'triage', category: 'door' },
  {
    Opened: { version: 1, data: t.object({ by: t.oneOf(['KEY', 'FORCE']) }) },
    Closed: { version: 1, data: t.object({ locked: t.optional(t.flag()) }) },
  },
);
type DoorEvent = AnyEventOf<typeof doorEvents>;

/** The same door after somebody has added an event type to it. */
type GrownDoorEvent = DoorEvent | DomainEvent<'Painted', { colour: 'RED' | 'GREEN' }>;

/** True when the two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What is left of the events after the cases of an `evolve`; a `never` here compiles there. */
type Unhandled<Event extends DomainEvent, Cases extends Event['type']> = Exclude<
  Event,
  { type: Cases }
>['type'];

/** Compiles only when the assertion holds: the type checker is the judge, the test is its witness. */
const holds = <Assertion extends true>(assertion: Assertion): true => assertion;

describe('events as types', () => {
  it('have the name of their entry and the data of their schema', () => {
    holds<Same<EventOf<typeof doorEvents.Opened>['type'], 'Opened'>>(true);
    holds<Same<EventOf<typeof doorEvents.Opened>['data']['by'], 'KEY' | 'FORCE'>>(true);
    expect(doorEvents.Opened).toMatchObject({ type: 'Opened', log: 'triage', category: 'door' });
  });

  it('are a union that the cases of evolve must exhaust', () => {
    expect(holds<Same<Unhandled<DoorEvent, 'Opened' | 'Closed'>, never>>(true)).toBe(true);
  });

  it('break evolve when a type is added: the new one is left over, and falls off its end', () => {
    type LeftOver = Unhandled<GrownDoorEvent, 'Opened' | 'Closed'>;
    expect(holds<Same<LeftOver, never> extends false ? true : false>(true)).toBe(true);
    expect(holds<Same<LeftOver, 'Painted'>>(true)).toBe(true);
  });
});
