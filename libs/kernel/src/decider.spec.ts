import { systemActor } from './actor.js';
import {
  accept,
  type Command,
  type Decider,
  type DomainEvent,
  fold,
  reject,
  unreachable,
} from './decider.js';

type Opened = DomainEvent<'Opened', { by: string }>;
type Counted = DomainEvent<'Counted', { n: number }>;

const counter: Decider<readonly number[], Command, Opened | Counted, never> = {
  category: 'counter',
  initialState: [],
  decide: () => accept(),
  evolve: (state, event) => (event.type === 'Counted' ? [...state, event.data.n] : []),
};

const occurredAt = '2026-03-02T09:00:00.000Z';
const actor = systemActor('spec');
const counted = (n: number) => ({ type: 'Counted', data: { n }, occurredAt, actor }) as const;

describe('fold', () => {
  it('is the initial state when nothing happened', () => {
    expect(fold(counter, [])).toBe(counter.initialState);
  });

  it('takes events in order, from any iterable', () => {
    expect(fold(counter, new Set([counted(1), counted(2), counted(3)]))).toEqual([1, 2, 3]);
  });

  it('goes on from a state, so that a snapshot and the rest give the whole', () => {
    const events = [counted(1), counted(2), counted(3), counted(4)];
    const snapshot = fold(counter, events.slice(0, 2));
    expect(fold(counter, events.slice(2), snapshot)).toEqual(fold(counter, events));
  });
});

describe('decisions', () => {
  it('accept events, possibly none', () => {
    const event: Counted = { type: 'Counted', data: { n: 1 }, occurredAt };
    expect(accept(event)).toEqual({ ok: true, events: [event] });
    expect(accept()).toEqual({ ok: true, events: [] });
  });

  it('reject with a stable code, a detail for people, and facts that help', () => {
    expect(reject('TOO_MUCH', 'above ten')).toEqual({
      ok: false,
      rejection: { code: 'TOO_MUCH', detail: 'above ten' },
    });
    expect(reject('BUSY', 'later', { retryable: true, context: { max: 10 } })).toEqual({
      ok: false,
      rejection: { code: 'BUSY', detail: 'later', retryable: true, context: { max: 10 } },
    });
  });
});

describe('unreachable', () => {
  it('is loud when data lie about their type', () => {
    const lie: string = JSON.parse('"NEW"');
    const read = (value: 'OLD') => (value === 'OLD' ? 'old' : unreachable(value));
    expect(() => read(lie as 'OLD')).toThrow('unexpected case: "NEW"');
  });
});
