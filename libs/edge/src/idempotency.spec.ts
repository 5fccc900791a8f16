import fc from 'fast-check';
import { isUuid } from '@redress/kernel';
import { canonicalJson } from './canonical-json.js';
import { createCursorCodec } from './cursor-codec.js';
import {
  type KeyScope,
  clientKeyOf,
  idOfPart,
  idempotencyOf,
  idempotencyOfPart,
} from './idempotency.js';
import { Problem } from './problem.js';

const secret = new Uint8Array(32).fill(1);
const scope: KeyScope = {
  tenantId: 'demo',
  principal: 'p',
  method: 'POST',
  route: '/api/v1/complaints/:id/thank',
  params: { id: '1' },
  clientKey: 'k',
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('idempotencyOf (S17)', () => {
  it('makes another key of every part of the scope, and never confuses parts', () => {
    const scopes: KeyScope[] = [
      scope,
      { ...scope, tenantId: 'demo2' },
      { ...scope, principal: 'q' },
      { ...scope, method: 'PUT' },
      { ...scope, route: '/other' },
      { ...scope, params: { id: '2' } },
      { ...scope, params: {} },
      { ...scope, clientKey: 'k2' },
      { ...scope, tenantId: 'demop', principal: '' },
      { ...scope, tenantId: 'demo","p', principal: '' },
    ];
    const keys = scopes.map((one) => hex(idempotencyOf(secret, one, {}).key));
    expect(new Set(keys).size).toBe(scopes.length);
    expect(keys[0]).toHaveLength(64);
    expect(hex(idempotencyOf(new Uint8Array(32), scope, {}).key)).not.toBe(keys[0]);
  });

  it('tells bodies apart by meaning, not by the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (body, other) => {
        const mac = (value: unknown) => hex(idempotencyOf(secret, scope, value).bodyMac);
        const turned = Object.fromEntries(Object.entries(body).reverse());
        expect(mac(turned)).toBe(mac(body));
        expect(mac(other) === mac(body)).toBe(canonicalJson(other) === canonicalJson(body));
      }),
    );
  });

  it('derives ids and partial keys that are stable and their own', () => {
    const whole = idempotencyOf(secret, scope, {});
    expect(isUuid(idOfPart(whole, 'complaint'))).toBe(true);
    expect(idOfPart(whole, 'complaint')).toBe(
      idOfPart(idempotencyOf(secret, scope, { other: 1 }), 'complaint'),
    );
    expect(idOfPart(whole, 'complaint')).not.toBe(idOfPart(whole, 'customer'));
    expect(hex(idempotencyOfPart(whole, 'row 1').key)).not.toBe(
      hex(idempotencyOfPart(whole, 'row 2').key),
    );
    expect(idempotencyOfPart(whole, 'row 1').key).toHaveLength(32);
  });

  it('takes a key plain or as the quoted string of the draft', () => {
    expect([clientKeyOf('8e03978e-40d5'), clientKeyOf('"8e03978e-40d5"')]).toEqual([
      '8e03978e-40d5',
      '8e03978e-40d5',
    ]);
  });
});

describe('createCursorCodec', () => {
  const codec = createCursorCodec(secret);

  it('opens in its scope what it sealed, and nothing else', () => {
    const state = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(state, fc.nat(200), fc.integer({ min: 1, max: 255 }), (value, at, flip) => {
        const cursor = codec.seal(['demo', '/a'], value);
        expect(codec.open(['demo', '/a'], cursor)).toEqual(value);
        expect(() => codec.open(['demo', '/b'], cursor)).toThrow(Problem);
        const bytes = Buffer.from(cursor, 'base64url');
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ flip;
        expect(() => codec.open(['demo', '/a'], bytes.toString('base64url'))).toThrow(Problem);
      }),
    );
  });
});
