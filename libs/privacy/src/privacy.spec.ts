import { randomBytes, randomUUID } from 'node:crypto';
import { defineEvents, t } from '@redress/contracts';
import { type LogRecord, type Sealed, SubjectErasedError, type Unsealed } from '@redress/event-log';
import { personal, systemActor } from '@redress/kernel';
import fc from 'fast-check';
import { CiphertextRejectedError, decrypt, encrypt } from './authenticated-cipher.js';
import { memoryKeyStore } from './memory-key-store.adapter.js';
import { memoryPrivacy } from './memory-privacy.js';
import { createPrivacy } from './privacy.js';

const { ContactNoted } = defineEvents(
  { log: 'intake', category: 'complaint' },
  {
    ContactNoted: {
      version: 1,
      data: t.object({
        channel: t.oneOf(['PHONE']),
        agentId: t.id(),
        words: t.personalText('complaint'),
        remark: t.optional(t.personalText('user', { field: 'agentId', maxLength: 50 })),
        steps: t.list(t.personalText('complaint'), 3),
        product: t.optional(t.tenantText()),
      }),
    },
  },
);

const agentId = '0190a000-0000-7000-8000-00000000000a';
const request = { tenantId: 'demo', principal: 'anna', purpose: 'CASE_HANDLING' };

/** A contact about a complaint in clear. */
function contact(words: string, id: string = randomUUID(), more: object = {}): Unsealed {
  return {
    definition: ContactNoted,
    stream: { tenantId: 'demo', category: 'complaint', id },
    eventId: randomUUID(),
    data: { channel: 'PHONE', agentId, words: personal(words), steps: [], ...more },
  };
}

/** The record that an event becomes. */
function recordOf({ stream, eventId }: Unsealed, { data, sealed }: Sealed): LogRecord {
  return {
    position: { log: 'intake', partition: 0, offset: 0 },
    previous: -1,
    orderingKey: stream.id,
    envelope: {
      id: eventId,
      stream,
      version: 1,
      type: 'ContactNoted',
      schemaVersion: 1,
      occurredAt: '2026-03-02T09:00:00.000Z',
      recordedAt: '2026-03-02T09:00:00.000Z',
      actor: systemActor('spec'),
      origin: 'LIVE',
      correlationId: eventId,
    },
    data,
    sealed,
  };
}

async function sealOne(privacy: ReturnType<typeof memoryPrivacy>, event: Unsealed) {
  const [sealed] = await privacy.sealer.seal([event]);
  if (!sealed) throw new Error('one event, one answer');
  return { ...sealed, record: recordOf(event, sealed) };
}

describe('sealing and revealing', () => {
  it('gives every text back, and stores none', async () => {
    const privacy = memoryPrivacy();
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.array(text, { maxLength: 3 }),
        async (words, remark, steps) => {
          const canary = `canary ${words}`;
          const more = { remark: personal(remark), steps: steps.map(personal) };
          const event = contact(canary, randomUUID(), more);
          const { data, sealed, record } = await sealOne(privacy, event);
          expect(JSON.stringify(data)).not.toContain('canary');
          for (const { ciphertext } of sealed) {
            expect(Buffer.from(ciphertext).toString('latin1')).not.toContain('canary');
          }
          expect(await privacy.reveal([record], request)).toEqual([
            {
              channel: 'PHONE',
              agentId,
              words: { text: canary },
              remark: { text: remark },
              steps: steps.map((step) => ({ text: step })),
            },
          ]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes one ciphertext per subject, and names the subject where the text was', async () => {
    const event = contact('hello', 'c1', {
      remark: personal('tired'),
      steps: [personal('one'), personal('two')],
      product: personal('Kettle'),
    });
    const { data, sealed } = await sealOne(memoryPrivacy(), event);
    expect(sealed.map(({ subject }) => subject)).toEqual([
      'complaint:c1',
      `user:${agentId}`,
      'tenant:demo',
    ]);
    expect(data).toEqual({
      channel: 'PHONE',
      agentId,
      words: { sealed: 'complaint:c1' },
      remark: { sealed: `user:${agentId}` },
      steps: [{ sealed: 'complaint:c1' }, { sealed: 'complaint:c1' }],
      product: { sealed: 'tenant:demo' },
    });
  });

  it('never encrypts the same text to the same bytes', async () => {
    const privacy = memoryPrivacy();
    const event = contact('same');
    const twice = [await sealOne(privacy, event), await sealOne(privacy, event)];
    const bytes = twice.map(({ sealed }) =>
      Buffer.from(sealed[0]?.ciphertext ?? []).toString('hex'),
    );
    expect(new Set(bytes).size).toBe(2);
  });

  it.each([
    ['is too long', { remark: personal('x'.repeat(51)) }, RangeError],
    ['is no text', { words: personal(7 as never) }, TypeError],
    ['was sealed before', { words: { sealed: 'complaint:x' } }, TypeError],
    ['is in clear', { words: 'hello' }, TypeError],
    ['has no subject', { agentId: undefined, remark: personal('x') }, TypeError],
  ])('a text that %s is an error', async (_what, more, error) => {
    await expect(memoryPrivacy().sealer.seal([contact('x', 'c1', more)])).rejects.toThrow(error);
  });
});

describe('ciphertexts', () => {
  const key = randomBytes(32);

  it('a changed bit anywhere is noticed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.nat(7), (plain, at, bit) => {
        const sealed = encrypt(key, 'place', plain);
        expect(decrypt(key, 'place', sealed)).toEqual(Buffer.from(plain));
        const index = at % sealed.length;
        sealed[index] = (sealed[index] ?? 0) ^ (1 << bit);
        expect(() => decrypt(key, 'place', sealed)).toThrow(CiphertextRejectedError);
      }),
    );
  });

  it('opens in its own place with its own key only, and not when cut short', () => {
    const sealed = encrypt(key, 'demo|complaint:1|e1', Buffer.from('text'));
    expect(() => decrypt(key, 'demo|complaint:1|e2', sealed)).toThrow(CiphertextRejectedError);
    expect(() => decrypt(randomBytes(32), 'demo|complaint:1|e1', sealed)).toThrow(
      CiphertextRejectedError,
    );
    expect(() => decrypt(key, 'demo|complaint:1|e1', sealed.subarray(0, 20))).toThrow(
      CiphertextRejectedError,
    );
  });

  it('one that was moved to another event of the same subject is refused', async () => {
    const privacy = memoryPrivacy();
    const first = await sealOne(privacy, contact('first', 'c1'));
    const second = await sealOne(privacy, contact('second', 'c1'));
    const moved = { ...second.record, sealed: first.record.sealed };
    await expect(privacy.reveal([moved], request)).rejects.toThrow(CiphertextRejectedError);
  });
});

describe('the end of a key', () => {
  it('texts end, everything else stays, and nothing can be added', async () => {
    const privacy = memoryPrivacy();
    const gone = await sealOne(privacy, contact('gone', 'c1', { remark: personal('stays') }));
    const kept = await sealOne(privacy, contact('kept', 'c2'));
    const target = { tenantId: 'demo', subject: 'complaint:c1', by: 'dpo' };
    const { proofHash } = await privacy.destroySubject(target);
    expect(proofHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await privacy.destroySubject(target)).toEqual({ proofHash });
    expect(await privacy.reveal([gone.record, kept.record], request)).toEqual([
      { channel: 'PHONE', agentId, words: { erased: true }, remark: { text: 'stays' }, steps: [] },
      { channel: 'PHONE', agentId, words: { text: 'kept' }, steps: [] },
    ]);
    const more = privacy.sealer.seal([contact('fine', 'c2'), contact('more', 'c1')]);
    await expect(more).rejects.toThrow(new SubjectErasedError('complaint:c1'));
  });

  it('also of a key that was never made, and never of the key of a tenant', async () => {
    const privacy = memoryPrivacy();
    await privacy.destroySubject({ tenantId: 'demo', subject: 'complaint:new', by: 'dpo' });
    await expect(privacy.sealer.seal([contact('x', 'new')])).rejects.toThrow(SubjectErasedError);
    const wrong = privacy.destroySubject({ tenantId: 'demo', subject: 'tenant-key', by: 'dpo' });
    await expect(wrong).rejects.toThrow(RangeError);
  });

  it('another process opens an erased text for 30 seconds at most', async () => {
    const keys = memoryKeyStore();
    const masterKey = randomBytes(32);
    let clock = 0;
    const here = createPrivacy({ keys, masterKey });
    const there = createPrivacy({ keys, masterKey, now: () => clock });
    const event = contact('hello', 'c1');
    const [sealed] = await here.sealer.seal([event]);
    if (!sealed) throw new Error('one event, one answer');
    const words = async (privacy: typeof here) =>
      (await privacy.reveal([recordOf(event, sealed)], request))[0];
    expect(await words(there)).toMatchObject({ words: { text: 'hello' } });
    await here.destroySubject({ tenantId: 'demo', subject: 'complaint:c1', by: 'dpo' });
    expect(await words(here)).toMatchObject({ words: { erased: true } });
    clock = 29_999;
    expect(await words(there)).toMatchObject({ words: { text: 'hello' } });
    clock = 30_000;
    expect(await words(there)).toMatchObject({ words: { erased: true } });
    await expect(there.sealer.seal([event])).rejects.toThrow(SubjectErasedError);
  });

  it('a look-up that was under way does not bring a destroyed key back', async () => {
    const keys = memoryKeyStore();
    const masterKey = randomBytes(32);
    const event = contact('hello', 'c1');
    const [sealed] = await createPrivacy({ keys, masterKey }).sealer.seal([event]);
    if (!sealed) throw new Error('one event, one answer');
    let destroy = async () => undefined as unknown;
    const slow = createPrivacy({
      masterKey,
      keys: {
        ...keys,
        async find(subjects) {
          const found = await keys.find(subjects);
          await destroy();
          return found;
        },
      },
    });
    destroy = () => slow.destroySubject({ tenantId: 'demo', subject: 'complaint:c1', by: 'dpo' });
    const record = recordOf(event, sealed);
    expect(await slow.reveal([record], request)).toMatchObject([{ words: { erased: true } }]);
    expect(await slow.reveal([record], request)).toMatchObject([{ words: { erased: true } }]);
  });
});

describe('reading', () => {
  it('writes who read whose fields and why, once per subject, before it answers', async () => {
    const privacy = memoryPrivacy();
    const first = await sealOne(privacy, contact('a', 'c1', { steps: [personal('s')] }));
    const second = await sealOne(privacy, contact('b', 'c1', { remark: personal('r') }));
    expect(privacy.uses).toEqual([]);
    await privacy.reveal([first.record, second.record], request);
    expect(privacy.uses).toEqual([
      { ...request, subject: 'complaint:c1', fields: ['steps', 'words'] },
      { ...request, subject: `user:${agentId}`, fields: ['remark'] },
    ]);
    await privacy.reveal([], request);
    expect(privacy.uses).toHaveLength(2);
  });

  it('answers nothing when the audit cannot be written', async () => {
    const keys = memoryKeyStore();
    const recordUses = async () => {
      throw new Error('disk full');
    };
    const privacy = createPrivacy({ keys: { ...keys, recordUses }, masterKey: randomBytes(32) });
    const event = contact('a');
    const [sealed] = await privacy.sealer.seal([event]);
    if (!sealed) throw new Error('one event, one answer');
    await expect(privacy.reveal([recordOf(event, sealed)], request)).rejects.toThrow('disk full');
  });

  it('withhold shows that there is a text, reads no key and leaves no trace', async () => {
    const privacy = memoryPrivacy();
    const { record } = await sealOne(privacy, contact('a', 'c1', { steps: [personal('s')] }));
    const withheld = { withheld: true };
    expect(privacy.withhold([record])).toEqual([
      { channel: 'PHONE', agentId, words: withheld, steps: [withheld] },
    ]);
    expect(privacy.uses).toEqual([]);
  });

  it('refuses a record of another tenant', async () => {
    const privacy = memoryPrivacy();
    const { record } = await sealOne(privacy, contact('a'));
    const elsewhere = privacy.reveal([record], { ...request, tenantId: 'other' });
    await expect(elsewhere).rejects.toThrow(RangeError);
    expect(privacy.uses).toEqual([]);
  });
});

describe('fingerprints', () => {
  it('find equal texts of one tenant and kind, and say nothing else', async () => {
    const privacy = memoryPrivacy();
    const all = await Promise.all([
      privacy.fingerprint('demo', 'narrative', 'text'),
      privacy.fingerprint('demo', 'narrative', 'text'),
      privacy.fingerprint('demo', 'narrative', 'text.'),
      privacy.fingerprint('demo', 'phone', 'text'),
      privacy.fingerprint('other', 'narrative', 'text'),
    ]);
    expect(all[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(all[1]).toBe(all[0]);
    expect(new Set(all).size).toBe(4);
    expect(await memoryPrivacy().fingerprint('demo', 'narrative', 'text')).not.toBe(all[0]);
  });
});

it('a master key of another length is refused', () => {
  const make = () => createPrivacy({ keys: memoryKeyStore(), masterKey: randomBytes(16) });
  expect(make).toThrow(RangeError);
});
