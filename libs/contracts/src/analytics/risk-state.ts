import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Static } from 'typebox';
import { riskTiers } from '../code-lists.js';
import { logNames } from '../event-definition.js';
import { sealedKeyword, t } from '../schema.js';
import { knownCodesKeyword, tolerantSchema } from '../tolerant-schema.js';
import { type ReadMessage, StrangeRecordError } from '../topic-record.js';

/**
 * The topic with the present risk state of each customer. Compacted: the newest record of a key is the
 * state, one without a value says that the customer was erased. It tells of conduct, so its readers
 * are named one by one.
 */
export const riskStateTopic = 'customer.risk-state.v1';

/** Version of {@link riskStateSchema}. */
export const riskStateSchemaVersion = 1;

const count = t.int(0, 1_000_000_000);
const instant = t.timestamp();

/** What is known of a customer and what was decided of them: no text, no name, no reason. */
export const riskStateSchema = t.object({
  customerId: t.id(),
  /** Who is shown under another customer, with whom they are linked. */
  mergedInto: t.optional(t.id()),
  /** All who are one person with them, themselves included; complaints too. */
  identities: t.list(t.id(), 100_000),
  partyType: t.optional(t.oneOf(['PERSON', 'ORGANISATION'])),
  source: t.optional(t.code()),
  registeredAt: t.optional(instant),
  tier: t.oneOf(riskTiers),
  tierSince: t.optional(instant),
  /** A higher tier that waits for a person. */
  proposal: t.optional(
    t.object({
      to: t.oneOf(riskTiers),
      proposalNo: t.int(1, 1_000_000),
      proposedAt: instant,
      lapsesAt: instant,
    }),
  ),
  /** Millipoints, as published on `scoredOn`. */
  scorePts: t.int(0, 100_000),
  scoredOn: t.optional(t.localDate()),
  trend: t.oneOf(['RISING', 'STEADY', 'FALLING']),
  /** When the tier falls by time alone. */
  nextChangeAt: t.optional(instant),
  incidents: t.object({ reported: count, confirmed: count, rejected: count }),
  brightSpots: count,
  orders: count,
  returns: count,
  complaints: count,
  /** Version of the fold that made this state of the events. */
  foldVersion: t.int(1, 1_000_000),
  /** Every event up to these offsets of the logs is in it, where it concerns the customer; later ones may be. */
  seen: t.list(
    t.object({ log: t.oneOf(logNames), partition: t.int(0, 1_000), offset: t.int(0, 2 ** 53 - 1) }),
    100_000,
  ),
});

export type RiskState = Static<typeof riskStateSchema>;

/** JSON Schema of each topic that holds states: file → `category.Type` → version. */
export function frozenStateSchemas(): Record<string, Record<string, Record<number, unknown>>> {
  const schema: unknown = JSON.parse(JSON.stringify(riskStateSchema));
  return { 'risk-state': { [riskStateType]: { [riskStateSchemaVersion]: schema } } };
}

/** Whose state a record of the topic tells, and which one of theirs it is. */
export interface RiskStateRecord {
  readonly tenantId: string;
  readonly customerId: string;
  /** Rises with every change of the customer: who has seen a higher one drops this record. */
  readonly stateVersion: number;
  /** Absent where the customer was erased. */
  readonly state?: RiskState;
}

/** Key, value and headers of a record; without a value it is a tombstone. */
export interface RiskStateMessage {
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The record of a state. */
export function toRiskStateMessage(record: RiskStateRecord): RiskStateMessage {
  const { tenantId, customerId, stateVersion, state } = record;
  const key = `${tenantId}/${customerId}`;
  return {
    key,
    value: state ? Buffer.from(JSON.stringify(state)) : null,
    headers: {
      ce_specversion: '1.0',
      ce_id: `${customerId}:${stateVersion}`,
      ce_type: riskStateType,
      ce_source: '/redress/analytics',
      ce_subject: customerId,
      ce_dataschema: riskStateSchemaUri,
      ce_tenant: tenantId,
      ce_partitionkey: key,
      ce_stateversion: String(stateVersion),
    },
  };
}

/** `ce_type` and `ce_dataschema` of the records. */
export const riskStateType = 'customer.RiskState';
export const riskStateSchemaUri = `urn:redress:risk-state:${riskStateType}:${riskStateSchemaVersion}`;

/**
 * What a record of the topic says. Fields and codes that this release does not know pass.
 *
 * @throws StrangeRecordError on a record that is no state of a customer, or does not fit its schema
 */
export function fromRiskStateMessage({ value, headers }: ReadMessage): RiskStateRecord {
  const { ce_tenant: tenantId, ce_subject: customerId, ce_stateversion: version } = headers;
  const isOurs = headers['ce_type'] === riskStateType && /^[1-9]\d{0,14}$/.test(version ?? '');
  if (!isOurs || !tenantId || !customerId) {
    throw new StrangeRecordError(`${riskStateTopic}: the headers of a record name no state`);
  }
  const whose = { tenantId, customerId, stateVersion: Number(version) };
  return value ? { ...whose, state: stateIn(value) } : whose;
}

let check: ValidateFunction<RiskState> | undefined;

function stateIn(value: Buffer): RiskState {
  check ??= compiledCheck();
  const isState = check;
  const state: unknown = parsed(value);
  if (isState(state)) return state;
  const [{ instancePath = '', message = '' } = {}] = isState.errors ?? [];
  throw new StrangeRecordError(`${riskStateTopic}: ${instancePath} ${message}`);
}

function compiledCheck(): ValidateFunction<RiskState> {
  const ajv = new Ajv2020({ strict: true, keywords: [sealedKeyword, knownCodesKeyword] });
  return ajv.compile<RiskState>(tolerantSchema(JSON.parse(JSON.stringify(riskStateSchema))));
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    throw new StrangeRecordError(`${riskStateTopic}: a value is no JSON`);
  }
}

/**
 * Whether a record tells more than what is known of its customer: a topic may hold a record twice,
 * and an older one behind a newer one for a moment.
 */
export function isNewerState(
  known: Pick<RiskStateRecord, 'stateVersion'> | undefined,
  { stateVersion }: Pick<RiskStateRecord, 'stateVersion'>,
): boolean {
  return known === undefined || stateVersion > known.stateVersion;
}
