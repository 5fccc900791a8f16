import { accept, type Command, type Decider, type DomainEvent, personal } from '@redress/kernel';
import { given } from './given.js';

type Corrected = DomainEvent<string, Readonly<Record<string, unknown>>>;
type Correct = Command<'Correct', Corrected>;

/** Records what it is told, right or wrong, in streams of a category of the product. */
const careless = (category: string): Decider<null, Correct, Corrected, never> => ({
  category,
  initialState: null,
  decide: ({ data }) => accept(data),
  evolve: (state) => state,
});

const at = '2026-03-02T09:00:00.000Z';
const id = '0190a000-0000-7000-8000-000000000000';

function record(type: string, data: Readonly<Record<string, unknown>>, category = 'tenant') {
  const actor = { kind: 'USER', role: 'agent', id: 'anna' } as const;
  const meta = { tenantId: 'demo', actor, now: at, origin: 'LIVE', correlationId: id } as const;
  const event = { type, data, occurredAt: at };
  return given(careless(category)).when({ type: 'Correct', data: event, meta });
}

describe('what a decider records in a specification', () => {
  const team = { teamId: id, departmentId: id, code: 'RETURNS', name: personal('The returners') };

  it('fits the schema of its event, its texts in clear', () => {
    expect(record('TeamAdded', team).events).toHaveLength(1);
    expect(record('TeamAdded', { ...team, mood: undefined }).events).toHaveLength(1);
  });

  it.each([
    ['a field is missing', { ...team, code: undefined }, 'breaks its schema'],
    ['a field has another form', { ...team, teamId: 'one' }, 'breaks its schema'],
    ['a field is unknown', { ...team, mood: 'fine' }, 'breaks its schema'],
  ])('or fails: %s', (_, data, message) => {
    expect(() => record('TeamAdded', data)).toThrow(message);
  });

  it('or fails: no such event was declared; but what no service has is nobody’s business', () => {
    expect(() => record('TeamDreamt', team)).toThrow('TeamDreamt is no event of tenant');
    expect(record('Added', { n: 1 }, 'sum').events).toHaveLength(1);
  });
});
