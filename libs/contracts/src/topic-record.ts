import {
  type Actor,
  type Envelope,
  isTimestamp,
  type Origin,
  origins,
  type PolicyRefs,
  type Position,
  type Timestamp,
} from '@redress/kernel';
import { type LogName, logNames, type ServiceName, type StoredAs } from './event-definition.js';
import { actorIsWithheld, withheldActor } from './withheld-actor.js';

/** The topic of each log; those of the confidential ones are named after the customer. */
export const topicOf: Readonly<Record<LogName, string>> = {
  intake: 'complaint.intake.v1',
  triage: 'complaint.triage.v1',
  resolution: 'complaint.resolution.v1',
  'follow-up': 'complaint.follow-up.v1',
  analytics: 'complaint.analytics.v1',
  conduct: 'customer.conduct.v1',
  restriction: 'customer.restriction.v1',
};

/** The service that records a log, and publishes its topic. */
export const ownerOf: Readonly<Record<LogName, ServiceName>> = {
  intake: 'intake',
  triage: 'triage',
  resolution: 'resolution',
  'follow-up': 'follow-up',
  analytics: 'analytics',
  conduct: 'triage',
  restriction: 'resolution',
};

/** What stands on a topic and in a log alike. */
export interface PublishedEvent {
  readonly position: Position;
  /** Offset published before this one in the partition; -1 for the first. Who misses it stops. */
  readonly previous: number;
  /** Events with the same ordering key are in one partition, in order. */
  readonly orderingKey: string;
  readonly envelope: Envelope;
  /** Texts about people are placeholders `{ sealed: <subject> }`. */
  readonly data: unknown;
  /** Their ciphertexts, one per subject. */
  readonly sealed: readonly { readonly subject: string; readonly ciphertext: Uint8Array }[];
}

/** Key, value and headers of a record: CloudEvents 1.0 in binary mode. */
export interface TopicMessage {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Field of a value that holds the ciphertexts; no event has one of its own. */
export const sealedField = 'pii';

/** The record of an event. Who took in a report is withheld: topics leave the service. */
export function toTopicMessage(event: PublishedEvent): TopicMessage {
  const { position, previous, orderingKey, envelope } = event;
  const { stream, policyRefs, causationId, traceparent } = envelope;
  const { log } = position;
  const isWithheld = actorIsWithheld({ log, category: stream.category });
  return {
    key: orderingKey,
    value: Buffer.from(JSON.stringify(documentOf(event))),
    headers: {
      ce_specversion: '1.0',
      ce_id: envelope.id,
      ce_type: `${stream.category}.${envelope.type}`,
      ce_source: sourceOf(log),
      ce_subject: stream.id,
      ce_time: envelope.occurredAt,
      ce_dataschema: schemaUri({ ...envelope, log, category: stream.category }),
      ce_tenant: stream.tenantId,
      ce_partitionkey: orderingKey,
      ce_logoffset: String(position.offset),
      ce_prevoffset: String(previous),
      ce_streamversion: String(envelope.version),
      ce_recordedat: envelope.recordedAt,
      ce_actor: actorText(isWithheld ? withheldActor : envelope.actor),
      ce_origin: envelope.origin,
      ce_correlation: envelope.correlationId,
      ...(policyRefs ? { ce_policyrefs: JSON.stringify(policyRefs) } : {}),
      ...(causationId ? { ce_causation: causationId } : {}),
      ...(traceparent ? { traceparent } : {}),
    },
  };
}

/** A record that was read from a topic: nothing is certain about it. */
export interface ReadMessage {
  readonly partition: number;
  /** Offset on the topic, for who says what is wrong with the record. */
  readonly offset?: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A record that is no event of a log: somebody else wrote it, or it was damaged on the way. It says
 * where it is and which header is wrong, and no more: what strangers write has no place in our logs.
 */
export class StrangeRecordError extends Error {
  override readonly name = 'StrangeRecordError';
  readonly code = 'STRANGE_RECORD';
}

/**
 * The event of a record. A value that is no JSON is data that fit no schema, so that who consumes it
 * parks it with its bytes.
 *
 * @throws StrangeRecordError where the headers do not say which event of the log it is
 */
export function fromTopicMessage(log: string, message: ReadMessage): PublishedEvent {
  const { partition, offset: at, headers } = message;
  const need = <T>(name: string, read: (text: string) => T | undefined): T => {
    const found = read(headers[name] ?? '');
    if (found !== undefined) return found;
    const place = `${log}/${partition}${at === undefined ? '' : ` at ${at} of the topic`}`;
    throw new StrangeRecordError(`${place}: header ${name} is missing or none of ours`);
  };
  const { category, type, version: schemaVersion } = need('ce_dataschema', schemaIn);
  const [causationId, traceparent] = [headers['ce_causation'], headers['traceparent']];
  const hasPolicyRefs = headers['ce_policyrefs'] !== undefined;
  const envelope: Envelope = {
    id: need('ce_id', someText),
    stream: { tenantId: need('ce_tenant', someText), category, id: need('ce_subject', someText) },
    version: need('ce_streamversion', wholeFrom(1)),
    type,
    schemaVersion,
    occurredAt: need('ce_time', timestampIn),
    recordedAt: need('ce_recordedat', timestampIn),
    actor: need('ce_actor', actorIn),
    origin: need('ce_origin', originIn),
    correlationId: need('ce_correlation', someText),
    ...(causationId ? { causationId } : {}),
    ...(hasPolicyRefs ? { policyRefs: need('ce_policyrefs', policyRefsIn) } : {}),
    ...(traceparent ? { traceparent } : {}),
  };
  return {
    position: { log, partition, offset: need('ce_logoffset', wholeFrom(0)) },
    previous: need('ce_prevoffset', wholeFrom(-1)),
    orderingKey: need('ce_partitionkey', someText),
    envelope,
    ...contentOf(message.value),
  };
}

function documentOf({ data, sealed }: PublishedEvent): unknown {
  if (sealed.length === 0) return data ?? null;
  if (!isRecord(data)) throw new TypeError('ciphertexts without the data that they belong to');
  const pii = sealed.map(({ subject, ciphertext }) => ({
    subject,
    ciphertext: Buffer.from(ciphertext).toString('base64'),
  }));
  return { ...data, [sealedField]: pii };
}

function contentOf(value: Buffer | null): Pick<PublishedEvent, 'data' | 'sealed'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse((value ?? Buffer.from('null')).toString('utf8'));
  } catch {
    return { data: { unreadable: value?.toString('base64') ?? null }, sealed: [] };
  }
  if (!isRecord(parsed) || !Array.isArray(parsed[sealedField])) return { data: parsed, sealed: [] };
  const { [sealedField]: pii, ...data } = parsed;
  const sealed = (pii as unknown[]).flatMap((each) =>
    isRecord(each) && typeof each['subject'] === 'string' && typeof each['ciphertext'] === 'string'
      ? [
          {
            subject: each['subject'],
            ciphertext: Uint8Array.from(Buffer.from(each['ciphertext'], 'base64')),
          },
        ]
      : [],
  );
  return { data, sealed };
}

/** `ce_source`: the service that recorded an event of the log. */
export function sourceOf(log: string): string {
  return `/redress/${ownerOf[log as LogName] ?? log}`;
}

/** `ce_dataschema`: which event an event is, and in which version. */
export function schemaUri({ log, category, type, schemaVersion }: StoredAs): string {
  return `urn:redress:${log}:${category}.${type}:${schemaVersion}`;
}

const schemaPattern = /^urn:redress:[a-z-]+:([a-z][a-z0-9-]*)\.([A-Za-z0-9]+):([1-9]\d{0,5})$/;

function schemaIn(uri: string) {
  const [, category, type, version] = schemaPattern.exec(uri) ?? [];
  if (category && type && version) return { category, type, version: Number(version) };
  return undefined;
}

function someText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function wholeFrom(least: number): (text: string) => number | undefined {
  return (text) =>
    /^(-1|0|[1-9]\d{0,14})$/.test(text) && Number(text) >= least ? Number(text) : undefined;
}

function timestampIn(text: string): Timestamp | undefined {
  return isTimestamp(text) ? text : undefined;
}

function actorText({ kind, role, id }: Actor): string {
  return [kind, role, id].map(encodeURIComponent).join(':');
}

const actorKinds = ['USER', 'CUSTOMER', 'SYSTEM', 'INTEGRATION'] as const;

function actorIn(text: string): Actor | undefined {
  const [kindText, role, id, ...more] = text.split(':').map(decoded);
  const kind = actorKinds.find((each) => each === kindText);
  const isWhole = kind && role !== undefined && id !== undefined && more.length === 0;
  return isWhole ? { kind, role, id } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function originIn(text: string): Origin | undefined {
  return origins.find((each) => each === text);
}

function policyRefsIn(text: string): PolicyRefs | undefined {
  try {
    const refs: unknown = JSON.parse(text);
    return isRecord(refs) ? (refs as PolicyRefs) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The log that a topic publishes; undefined of a topic that is none of ours. */
export function logOf(topic: string): LogName | undefined {
  return logNames.find((log) => topicOf[log] === topic);
}
