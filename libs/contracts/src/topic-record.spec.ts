import { systemActor, timestampOf } from '@redress/kernel';
import fc from 'fast-check';
import { redressCatalogue } from './catalogue.js';
import { isConfidential, logNames, serviceNames } from './event-definition.js';
import {
  fromTopicMessage,
  logOf,
  ownerOf,
  type PublishedEvent,
  sealedField,
  StrangeRecordError,
  toTopicMessage,
  topicOf,
} from './topic-record.js';
import { withheldActor } from './withheld-actor.js';

const uuid = fc.uuid();
const timestamp = fc
  .integer({ min: 0, max: 4_000_000_000_000 })
  .map((millis) => timestampOf(millis));
const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });

const event: fc.Arbitrary<PublishedEvent> = fc.record({
  position: fc.record({
    log: fc.constantFrom(...logNames),
    partition: fc.integer({ min: 0, max: 15 }),
    offset: fc.nat(1e9),
  }),
  previous: fc.integer({ min: -1, max: 1e9 }),
  orderingKey: text,
  envelope: fc.record(
    {
      id: uuid,
      stream: fc.record({ tenantId: text, category: fc.constant('complaint'), id: uuid }),
      version: fc.integer({ min: 1, max: 1e6 }),
      type: fc.constant('ComplaintReceived'),
      schemaVersion: fc.integer({ min: 1, max: 99 }),
      occurredAt: timestamp,
      recordedAt: timestamp,
      actor: fc.record({
        kind: fc.constantFrom('USER' as const, 'CUSTOMER' as const, 'INTEGRATION' as const),
        role: text,
        id: text,
      }),
      origin: fc.constantFrom('LIVE' as const, 'IMPORT' as const, 'DRILL' as const),
      correlationId: uuid,
      causationId: uuid,
      policyRefs: fc.dictionary(fc.constantFrom('risk-policy', 'clock-policy'), fc.nat(99)),
      traceparent: fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
    },
    {
      requiredKeys: [
        ...(['id', 'stream', 'version', 'type', 'schemaVersion', 'occurredAt'] as const),
        ...(['recordedAt', 'actor', 'origin', 'correlationId'] as const),
      ],
    },
  ),
  data: fc.dictionary(
    fc.constantFrom('a', 'b', 'reason'),
    fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.boolean())),
  ),
  sealed: fc.array(fc.record({ subject: text, ciphertext: fc.uint8Array({ maxLength: 40 }) }), {
    maxLength: 3,
  }),
});

const read = ({ position }: PublishedEvent, message: ReturnType<typeof toTopicMessage>) =>
  fromTopicMessage(position.log, {
    partition: position.partition,
    key: Buffer.from(message.key),
    value: message.value,
    headers: message.headers,
  });

describe('a record on a topic', () => {
  it('carries the whole event: what is read is what was published, byte for byte', () => {
    fc.assert(
      fc.property(event, (published) => {
        const found = read(published, toTopicMessage(published));
        expect(found).toEqual(published);
        expect(JSON.stringify(found.data)).toBe(JSON.stringify(published.data));
        expect(toTopicMessage(found)).toEqual(toTopicMessage(published));
      }),
    );
  });

  it('has the headers that others rely on', () => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 11 });
    if (!published) throw new Error('no sample');
    const { headers } = toTopicMessage({
      ...published,
      position: { log: 'conduct', partition: 3, offset: 17 },
      previous: 16,
    });
    expect(headers).toMatchObject({
      ...{ ce_specversion: '1.0', ce_source: '/redress/triage', ce_logoffset: '17' },
      ...{ ce_prevoffset: '16', ce_type: 'complaint.ComplaintReceived' },
      ce_dataschema: expect.stringMatching(
        /^urn:redress:conduct:complaint\.ComplaintReceived:\d+$/,
      ),
    });
  });

  it('says of a report nowhere who acted (S20)', () => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 12 });
    if (!published) throw new Error('no sample');
    const { envelope } = published;
    const report = {
      ...published,
      position: { log: 'conduct', partition: 0, offset: 0 },
      envelope: {
        ...envelope,
        stream: { ...envelope.stream, category: 'report' },
        type: 'ReportReceived',
        actor: { kind: 'USER' as const, role: 'compliance', id: 'canary-7' },
      },
    };
    const message = toTopicMessage(report);
    expect(JSON.stringify(message.headers) + message.value.toString()).not.toContain('canary-7');
    expect(read(report, message).envelope.actor).toEqual(withheldActor);
  });

  it('that is no JSON is data that fits no schema, with its bytes', () => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 13 });
    if (!published) throw new Error('no sample');
    const message = { ...toTopicMessage(published), value: Buffer.from([0xff, 0x7b]) };
    expect(read(published, message)).toMatchObject({
      data: { unreadable: Buffer.from([0xff, 0x7b]).toString('base64') },
      sealed: [],
    });
  });

  it.each([
    ['ce_logoffset', 'x'],
    ['ce_logoffset', '-1'],
    ['ce_prevoffset', ''],
    ['ce_dataschema', 'urn:other:1'],
    ['ce_actor', 'nobody'],
    ['ce_actor', 'USER:clerk:%ff'],
    ['ce_policyrefs', '{'],
    ['ce_policyrefs', '7'],
    ['ce_time', 'yesterday'],
    ['ce_origin', 'DREAM'],
    ['ce_streamversion', '0'],
  ])('whose header %s is %j is none of ours', (name, value) => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 14 });
    if (!published) throw new Error('no sample');
    const message = toTopicMessage(published);
    const strange = { ...message, headers: { ...message.headers, [name]: value } };
    expect(() => read(published, strange)).toThrow(StrangeRecordError);
  });

  it.each([
    ...['ce_dataschema', 'ce_logoffset', 'ce_prevoffset', 'ce_streamversion', 'ce_time'],
    ...['ce_recordedat', 'ce_actor', 'ce_origin', 'ce_policyrefs'],
  ])('is refused by its place and the name of %s, and by nothing that its writer chose', (name) => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 14 });
    if (!published) throw new Error('no sample');
    const { key, value, headers } = toTopicMessage(published);
    const strange = { ...headers, [name]: 'Ms Zhao, 138-0000-0001:%ff' };
    const message = { partition: 3, offset: 17, key: Buffer.from(key), value, headers: strange };
    expect(() => fromTopicMessage('intake', message)).toThrow(
      new StrangeRecordError(
        `intake/3 at 17 of the topic: header ${name} is missing or none of ours`,
      ),
    );
  });
});

describe('the topics', () => {
  it('are one for each log', () => {
    expect(logNames.map((log) => logOf(topicOf[log]))).toEqual([...logNames]);
    expect(logOf('orders.v1')).toBeUndefined();
  });

  it('are named after complaints where a log is a service’s own, and else confidential', () => {
    expect(logNames.filter((log) => !isConfidential(log))).toEqual([...serviceNames]);
    for (const log of logNames) {
      const isNamed = topicOf[log].startsWith(isConfidential(log) ? 'customer.' : 'complaint.');
      expect([log, isNamed, serviceNames]).toEqual([
        log,
        true,
        expect.arrayContaining([ownerOf[log]]),
      ]);
    }
  });

  it('have room for ciphertexts: no event has a field of that name', () => {
    const fields = redressCatalogue.definitions.map(({ type, data }) => {
      const { properties = {} } = data as { properties?: Record<string, unknown> };
      return [type, Object.keys(properties).includes(sealedField)];
    });
    expect(fields.filter(([, has]) => has)).toEqual([]);
  });

  it('name a system actor as it is', () => {
    const [published] = fc.sample(event, { numRuns: 1, seed: 15 });
    if (!published) throw new Error('no sample');
    const envelope = { ...published.envelope, actor: systemActor('timer') };
    expect(toTopicMessage({ ...published, envelope }).headers['ce_actor']).toBe(
      'SYSTEM:system:timer',
    );
  });
});
