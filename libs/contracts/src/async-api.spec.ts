import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '@redress/kernel';
import { Ajv } from 'ajv';
import { asyncApiDocument } from './async-api.js';
import { riskStateTopic } from './analytics/risk-state.js';
import { redressCatalogue } from './catalogue.js';
import { sealedKeyword } from './schema.js';
import { knownCodesKeyword } from './tolerant-schema.js';
import { type PublishedEvent, topicOf, toTopicMessage } from './topic-record.js';

const repository = join(__dirname, '../../..');
const json = (path: string): unknown => JSON.parse(readFileSync(join(repository, path), 'utf8'));

const { version } = json('libs/contracts/package.json') as { version: string };
const document = asyncApiDocument({ version });

/** Checks a document against the official schema of AsyncAPI 3.0. */
function officialValidator() {
  const official = json('node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
  return new Ajv({ strict: false, validateFormats: false }).compile(official);
}

/** The parts of a message of the document, with references followed as validators do. */
function validatorsOf(name: string) {
  const ajv = new Ajv({ strict: false, schemas: { doc: document } });
  const part = (which: string) =>
    ajv.compile({ $ref: `doc#/components/messages/${name}/${which}` });
  return { headers: part('headers'), payload: part('payload') };
}

const evidence: PublishedEvent = {
  position: { log: 'intake', partition: 3, offset: 7 },
  previous: 6,
  orderingKey: 'demo:k',
  envelope: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    stream: { tenantId: 'demo', category: 'tenant', id: 'demo' },
    version: 1,
    type: 'TeamAdded',
    schemaVersion: 1,
    occurredAt: '2026-03-01T08:00:00.000Z',
    recordedAt: '2026-03-01T08:00:01.000Z',
    actor: systemActor('suite'),
    origin: 'LIVE',
    correlationId: '01890a5d-ac96-774b-bcce-b302099a8058',
    causationId: '01890a5d-ac96-774b-bcce-b302099a8059',
    policyRefs: { 'clock-policy': 3 },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  data: {
    teamId: '01890a5d-ac96-774b-bcce-b302099a8057',
    departmentId: '01890a5d-ac96-774b-bcce-b302099a8058',
    code: 'RETURNS',
    name: { sealed: 'tenant:demo' },
  },
  sealed: [{ subject: 'tenant:demo', ciphertext: Uint8Array.of(1, 2) }],
};

describe('the AsyncAPI document', () => {
  it('is committed as the sources say: npm run contracts:freeze', () => {
    expect(json('deploy/asyncapi.json')).toEqual(document);
  });

  it('is valid by the official schema of AsyncAPI 3.0, which would notice', () => {
    const isValid = officialValidator();
    expect({ valid: isValid(document), errors: isValid.errors }).toEqual({
      valid: true,
      errors: null,
    });
    const { info: _, ...withoutInfo } = document;
    expect(isValid(withoutInfo)).toBe(false);
    expect(isValid({ ...document, channels: { intake: { address: 7 } } })).toBe(false);
  });

  it('has a channel for each topic with events, and each event once in the channel of its log', () => {
    const channels = document['channels'] as Record<string, { address: string; messages: object }>;
    const expected = redressCatalogue.definitions.map(
      ({ log, category, type }) => `${topicOf[log]} ${log}.${category}.${type}`,
    );
    const found = Object.values(channels).flatMap(({ address, messages }) =>
      Object.keys(messages).map((name) => `${address} ${name}`),
    );
    expect(found.sort()).toEqual([...expected, `${riskStateTopic} risk-state`].sort());
  });

  it('has no reference that leads nowhere', () => {
    const lost = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].filter(
      ([, path = '']) =>
        path
          .split('/')
          .reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document) ===
        undefined,
    );
    expect(lost).toEqual([]);
  });

  it('describes what is published: headers and payload of a record fit, and no header is left out', () => {
    const { headers, payload } = validatorsOf('intake.tenant.TeamAdded');
    const message = toTopicMessage(evidence);
    expect([headers(message.headers), headers.errors]).toEqual([true, null]);
    const value: unknown = JSON.parse(message.value.toString());
    expect([payload(value), payload.errors]).toEqual([true, null]);
    const { schemas } = document['components'] as {
      schemas: { headers: { properties: Record<string, unknown> } };
    };
    const described = Object.keys(schemas.headers.properties);
    expect(described.sort()).toEqual(Object.keys(message.headers).sort());
  });

  it.each([
    ['of another type', { ce_type: 'tenant.UserAdded' }],
    ['without an offset', { ce_logoffset: '' }],
    ['of a dream', { ce_origin: 'DREAM' }],
  ])('refuses headers %s', (_, change) => {
    const { headers } = validatorsOf('intake.tenant.TeamAdded');
    expect(headers({ ...toTopicMessage(evidence).headers, ...change })).toBe(false);
  });

  it('says which texts are sealed and which codes are known', () => {
    const text = JSON.stringify(document);
    expect(text).toContain(`"${sealedKeyword}"`);
    expect(text).toContain(`"${knownCodesKeyword}"`);
  });
});
