import { compatibilityProblems } from '@redress/contracts';
import { freeze as freezeBy, serialize } from './frozen-contracts.mjs';

const text = { type: 'string' };
const number = { type: 'number' };

type Frozen = Parameters<typeof freezeBy>[0];
const freeze = (frozen: Frozen, current: Parameters<typeof freezeBy>[1], release = false) =>
  freezeBy(frozen, current, { compatibilityProblems, release });

describe('frozen contracts', () => {
  it('takes over what is new and what has changed before its release', () => {
    const frozen = { Opened: { 1: { released: false, schema: text } } };
    const current = { Opened: { 1: number }, Closed: { 1: text } };
    expect(freeze(frozen, current)).toEqual({
      next: {
        Opened: { 1: { released: false, schema: number } },
        Closed: { 1: { released: false, schema: text } },
      },
      problems: [],
    });
  });

  it('refuses to change a released version, and keeps it', () => {
    const frozen = { Opened: { 1: { released: true, schema: text } } };
    expect(freeze(frozen, { Opened: { 1: number } })).toEqual({
      next: frozen,
      problems: [
        'Opened version 1 was released: make the change a new version (/ has another type)',
      ],
    });
  });

  it('lets a released version grow as was promised, and keeps it released', () => {
    const before = { type: 'object', properties: {}, additionalProperties: false };
    const after = { ...before, properties: { note: text } };
    const frozen = { Opened: { 1: { released: true, schema: before } } };
    expect(freeze(frozen, { Opened: { 1: after } })).toEqual({
      next: { Opened: { 1: { released: true, schema: after } } },
      problems: [],
    });
  });

  it('refuses to forget a released event, and keeps it', () => {
    const frozen = { Opened: { 1: { released: true, schema: text } } };
    expect(freeze(frozen, {})).toEqual({
      next: frozen,
      problems: ['Opened was released and may not be removed'],
    });
  });

  it('forgets an event that was never released', () => {
    const frozen = { Opened: { 1: { released: false, schema: text } } };
    expect(freeze(frozen, {})).toEqual({ next: {}, problems: [] });
  });

  it('keeps old versions beside the new one', () => {
    const old = { released: true, schema: text };
    expect(freeze({ Opened: { 1: old } }, { Opened: { 2: number } }).next).toEqual({
      Opened: { 1: old, 2: { released: false, schema: number } },
    });
  });

  it('marks what is current as released, once and for ever', () => {
    const released = freeze({}, { Opened: { 1: text } }, true).next;
    expect(released).toEqual({ Opened: { 1: { released: true, schema: text } } });
    expect(freeze(released, { Opened: { 1: text } }).next).toEqual(released);
  });

  it('does not mind the order of keys', () => {
    const schema = { type: 'object', required: ['b', 'a'] };
    const frozen = { Opened: { 1: { released: true, schema } } };
    const current = { Opened: { 1: { required: ['b', 'a'], type: 'object' } } };
    expect(freeze(frozen, current).problems).toEqual([]);
    expect(serialize(current)).toBe(serialize({ Opened: { 1: schema } }));
  });

  it('keeps the order of lists', () => {
    expect(serialize({ b: [2, 1], a: 1 })).toBe('{\n  "a": 1,\n  "b": [\n    2,\n    1\n  ]\n}\n');
  });
});
