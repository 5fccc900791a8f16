import { origins, timestampPattern, uuidPattern } from '@redress/kernel';
import { type EventCatalogue, redressCatalogue } from './catalogue.js';
import { type EventDefinition, logNames } from './event-definition.js';
import { sealedKeyword } from './schema.js';
import { isSchema, type JsonSchema, tolerantSchema } from './tolerant-schema.js';
import { riskStateChannel, riskStateMessage } from './async-api-states.js';
import { schemaUri, sealedField, sourceOf, topicOf } from './topic-record.js';

/**
 * The topics as an AsyncAPI 3.0 document: a channel for each, a message for each event in its current
 * version. Payloads are described as a subscriber should check them, so what may grow is open.
 */
export function asyncApiDocument(
  { version }: { readonly version: string },
  catalogue: EventCatalogue = redressCatalogue,
): JsonSchema {
  const logs = logNames.filter((log) => catalogue.definitions.some((each) => each.log === log));
  const messages = catalogue.definitions.map((each) => [messageName(each), messageOf(each)]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Events of Redress',
      version,
      description:
        'CloudEvents 1.0 in binary mode. Events of one key are in one partition, in order; a record may ' +
        'stand on a topic twice. `ce_prevoffset` proves that none is missing. Optional fields, codes and ' +
        'variants may be added within a version.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(logs.map((log) => [log, channelOf(log, catalogue)])),
      'risk-state': riskStateChannel,
    },
    operations: Object.fromEntries(
      [...logs, 'risk-state'].map((channel) => [
        `publish-${channel}`,
        { action: 'send', channel: ref('channels', channel) },
      ]),
    ),
    components: {
      schemas: { headers },
      messages: { ...Object.fromEntries(messages), 'risk-state': riskStateMessage },
    },
  };
}

function channelOf(log: (typeof logNames)[number], { definitions }: EventCatalogue): JsonSchema {
  const names = definitions.filter((each) => each.log === log).map(messageName);
  return {
    address: topicOf[log],
    messages: Object.fromEntries(names.map((name) => [name, ref('components', 'messages', name)])),
  };
}

function messageName({ log, category, type }: EventDefinition): string {
  return `${log}.${category}.${type}`;
}

function messageOf(definition: EventDefinition): JsonSchema {
  const { log, category, type, version: schemaVersion } = definition;
  const own = {
    ce_type: { const: `${category}.${type}` },
    ce_source: { const: sourceOf(log) },
    ce_dataschema: { const: schemaUri({ log, category, type, schemaVersion }) },
  };
  return {
    name: `${category}.${type}`,
    headers: { allOf: [ref('components', 'schemas', 'headers'), { properties: own }] },
    payload: payloadOf(definition),
    bindings: { kafka: { key: text('The ordering key.'), bindingVersion: '0.5.0' } },
  };
}

function payloadOf({ data }: EventDefinition): JsonSchema {
  const schema = tolerantSchema(JSON.parse(JSON.stringify(data)));
  if (!hasSealed(schema)) return schema;
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  return { ...schema, properties: { ...properties, [sealedField]: ciphertexts } };
}

function hasSealed(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasSealed);
  return isSchema(schema) && (sealedKeyword in schema || Object.values(schema).some(hasSealed));
}

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  ...{ type: 'string', description },
  ...more,
});
const uuid = { pattern: uuidPattern.source };
const instant = { pattern: timestampPattern.source };
const whole = { pattern: '^(0|[1-9]\\d{0,14})$' };

const ciphertexts = {
  type: 'array',
  description: 'The texts about people and of the tenant, for services that hold their keys.',
  items: {
    type: 'object',
    required: ['subject', 'ciphertext'],
    properties: {
      subject: text('Whose key it is; named by `sealed` in the data.'),
      ciphertext: text('Base64.', { contentEncoding: 'base64' }),
    },
  },
};

const required = {
  ce_specversion: { const: '1.0' },
  ce_id: text('Id of the event.', uuid),
  ce_type: text('`category.Type`.'),
  ce_source: text('The service that recorded it.'),
  ce_subject: text('Id of the stream.'),
  ce_time: text('When it was true.', instant),
  ce_dataschema: text('`urn:redress:<log>:<category>.<Type>:<version>`.'),
  ce_tenant: text('The tenant.'),
  ce_partitionkey: text('The ordering key.'),
  ce_logoffset: text('Offset in the log.', whole),
  ce_prevoffset: text('Offset published before it in this partition; -1 for the first.', {
    pattern: '^(-1|0|[1-9]\\d{0,14})$',
  }),
  ce_streamversion: text('Version of the stream after it.', whole),
  ce_recordedat: text('When the service learnt it.', instant),
  ce_actor: text('`kind:role:id`, each percent-encoded; withheld on reports of misconduct.'),
  ce_origin: { enum: origins, description: 'A DRILL is a rehearsal.' },
  ce_correlation: text('Id that all consequences of one request share.'),
};

const optional = {
  ce_policyrefs: text('Versions of the policies that the decision relied on, as JSON.'),
  ce_causation: text('Id of the event or command that caused it.'),
  traceparent: text('W3C trace context.'),
};

const headers: JsonSchema = {
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
};

function ref(...path: readonly string[]): JsonSchema {
  return { $ref: `#/${path.join('/')}` };
}
