import {
  riskStateSchema,
  riskStateSchemaUri,
  riskStateTopic,
  riskStateType,
} from './analytics/risk-state.js';
import { type JsonSchema, tolerantSchema } from './tolerant-schema.js';

/** The channel of risk states, beside those of the events. */
export const riskStateChannel: JsonSchema = {
  address: riskStateTopic,
  description:
    'Compacted: the newest record of a key is the present state of that customer, one without a value ' +
    'says that the customer was erased. Readers are named one by one.',
  messages: { 'risk-state': { $ref: '#/components/messages/risk-state' } },
};

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  ...{ type: 'string', description },
  ...more,
});

const headers = {
  ce_specversion: { const: '1.0' },
  ce_id: text('`customer:stateversion`.'),
  ce_type: { const: riskStateType },
  ce_source: { const: '/redress/analytics' },
  ce_subject: text('Id of the customer.'),
  ce_dataschema: { const: riskStateSchemaUri },
  ce_tenant: text('The tenant.'),
  ce_partitionkey: text('`tenant/customer`; the key of the record.'),
  ce_stateversion: text('Rises with every change; who has seen a higher one drops the record.', {
    pattern: '^[1-9]\\d{0,14}$',
  }),
};

/** The message of that channel. */
export const riskStateMessage: JsonSchema = {
  name: riskStateType,
  headers: { type: 'object', required: Object.keys(headers), properties: headers },
  payload: tolerantSchema(JSON.parse(JSON.stringify(riskStateSchema))),
  bindings: { kafka: { key: text('`tenant/customer`.'), bindingVersion: '0.5.0' } },
};
