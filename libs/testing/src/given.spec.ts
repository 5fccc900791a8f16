import {
  accept,
  type Command,
  type Decider,
  type DomainEvent,
  plusSeconds,
  reject,
  systemActor,
} from '@redress/kernel';
import { by, given } from './given.js';

type Added = DomainEvent<'Added', { n: number }> | DomainEvent<'Rang', Record<string, never>>;
type Add = Command<'Add', { n: number }>;

interface Sum {
  readonly total: number;
  readonly by: readonly string[];
  readonly rings: ReadonlyMap<string, number>;
}

const at = '2026-03-02T09:00:00.000Z';

const sum: Decider<Sum, Add, Added, 'TOO_MUCH'> = {
  category: 'sum',
  initialState: { total: 0, by: [], rings: new Map() },
  decide({ data, meta }, state) {
    if (state.total + data.n > 10) return reject('TOO_MUCH', 'above ten', { context: { max: 10 } });
    return data.n === 0
      ? accept()
      : accept({ type: 'Added', data: { n: data.n }, occurredAt: meta.now });
  },
  evolve: (state, event) =>
    event.type === 'Rang'
      ? { ...state, rings: new Map([...state.rings, [event.occurredAt, 1]]) }
      : {
          ...state,
          total: state.total + event.data.n,
          by: [...state.by, event.actor.id],
        },
  settle: (state, now) =>
    state.total > 0 && state.rings.size === 0 && now >= plusSeconds(at, 60)
      ? [{ type: 'Rang', data: {}, occurredAt: plusSeconds(at, 60) }]
      : [],
  deadlines: (state) => (state.total > 0 ? [{ timerId: 'ring', dueAt: plusSeconds(at, 60) }] : []),
};

const add = (n: number, now = at): Add => ({
  type: 'Add',
  data: { n },
  meta: {
    tenantId: 'demo',
    actor: systemActor('adder'),
    now,
    origin: 'LIVE',
    correlationId: '0190a000-0000-7000-8000-000000000000',
  },
});
const added = (n: number, occurredAt = at): Added => ({ type: 'Added', data: { n }, occurredAt });
const rang: Added = { type: 'Rang', data: {}, occurredAt: plusSeconds(at, 60) };

describe('given/when/then', () => {
  it('compares events whole and in order', () => {
    given(sum, added(1)).when(add(2)).then(added(2));
    expect(() => given(sum).when(add(2)).then(added(3))).toThrow(/deep-equal/);
    expect(() =>
      given(sum)
        .when(add(2))
        .then(added(2, plusSeconds(at, 1))),
    ).toThrow(/deep-equal/);
    expect(() => given(sum).when(add(2)).then()).toThrow(/deep-equal/);
  });

  it('tells a rejection from events and from nothing', () => {
    given(sum, added(9))
      .when(add(2))
      .thenRejected('TOO_MUCH', { context: { max: 10 } });
    given(sum).when(add(0)).thenNothing();
    expect(() => given(sum).when(add(2)).thenNothing()).toThrow(/deep-equal/);
    expect(() => given(sum).when(add(2)).thenRejected('TOO_MUCH')).toThrow(
      'accepted, not TOO_MUCH',
    );
    expect(() => given(sum, added(9)).when(add(2)).thenNothing()).toThrow('rejected: TOO_MUCH');
    expect(() => given(sum, added(9)).when(add(2)).events).toThrow('rejected: TOO_MUCH');
    expect(() =>
      given(sum, added(9)).when(add(2)).thenRejected('TOO_MUCH', { retryable: true }),
    ).toThrow(/deep-equal/);
  });

  it('settles before it decides, as the command handler does', () => {
    given(sum, added(1))
      .when(add(2, plusSeconds(at, 90)))
      .thenTypes('Rang', 'Added');
    given(sum, added(1)).whenTimeIs(plusSeconds(at, 90)).then(rang);
    given(sum, added(1)).whenTimeIs(plusSeconds(at, 59)).thenNothing();
    expect(given(sum, added(1)).deadlines).toEqual([
      { timerId: 'ring', dueAt: plusSeconds(at, 60) },
    ]);
  });

  it('says who did what', () => {
    const anna = by({ kind: 'USER', role: 'agent', id: 'anna' });
    expect(given(sum, anna(added(1)), added(1)).when(add(2)).state.by).toEqual([
      'anna',
      'spec',
      'adder',
    ]);
  });

  it('fails a decider that changes the state it was given', () => {
    const mutating: typeof sum = {
      ...sum,
      decide: (_, state) => {
        (state.rings as Map<string, number>).set('now', 1);
        return accept();
      },
    };
    expect(() => given(mutating).when(add(1))).toThrow('must not be changed');
    const growing: typeof sum = {
      ...sum,
      evolve: (state, { occurredAt }) => {
        (state.by as string[]).push(occurredAt);
        return state;
      },
    };
    expect(() => given(growing, added(1))).toThrow('not extensible');
  });
});
