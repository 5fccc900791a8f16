import { KafkaError } from '../kafka.error.js';

/**
 * What an error of kafkajs says about us. Everything else is a broker that is not there, or not yet:
 * also a topic that it does not know, since topics are looked at before a process begins.
 */
const gone = 'OFFSET_OUT_OF_RANGE';
const refusals =
  /AUTHORIZATION_FAILED|\bSASL\b|\bSASL_|AUTHENTICATION|_SASL_|SECURITY_DISABLED|\bcertificate\b/;
const misfits =
  /INVALID_TOPIC|INVALID_CONFIG|INVALID_REPLICATION_FACTOR|INVALID_PARTITIONS|MESSAGE_TOO_LARGE|INVALID_RECORD|Configuration is invalid/;

/** Runs a call of kafkajs and says in our words why it failed. */
export async function translated<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof KafkaError) throw thrown;
    const reason = reasonOf(thrown);
    throw new KafkaError(codeOf(reason), `${what}: ${reason}${adviceOn(reason)}`, {
      cause: thrown,
    });
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const type = 'type' in thrown && typeof thrown.type === 'string' ? `${thrown.type} ` : '';
  const causedBy = thrown.cause === undefined ? '' : reasonOf(thrown.cause);
  // kafkajs wraps an error in another one of the same words.
  if (causedBy.includes(thrown.message)) return causedBy;
  const cause = causedBy === '' || thrown.message.includes(causedBy) ? '' : ` (${causedBy})`;
  const inner =
    'errors' in thrown && Array.isArray(thrown.errors)
      ? ` [${thrown.errors.map(reasonOf).join('; ')}]`
      : '';
  return `${type}${thrown.message}${inner}${cause}`;
}

/** What brokers that were set up in another way are taken for, in their own words or those of TLS. */
function adviceOn(reason: string): string {
  if (reason.includes('ILLEGAL_SASL_STATE')) {
    return '; do these brokers want a login? look at REDRESS_KAFKA_SASL';
  }
  if (/before secure TLS connection|wrong version number/i.test(reason)) {
    return '; do these brokers speak TLS? look at REDRESS_KAFKA_TLS and at the port';
  }
  return '';
}

function codeOf(reason: string): KafkaError['code'] {
  if (reason.includes(gone)) return 'OFFSET_GONE';
  if (refusals.test(reason)) return 'NOT_ALLOWED';
  if (misfits.test(reason)) return 'TOPIC_DIFFERS';
  return 'BROKER_UNAVAILABLE';
}

/**
 * The same, given up after so many milliseconds: a connection whose other end has vanished answers
 * nothing and fails never.
 *
 * @throws KafkaError BROKER_UNAVAILABLE when the time is over; whoever asked drops the connections
 */
export async function answered<T>(what: string, ms: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new KafkaError('BROKER_UNAVAILABLE', `${what}: no answer within ${ms} ms`)),
      ms,
    );
  });
  try {
    return await Promise.race([translated(what, call), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Connects. What cannot is closed, or what it had opened already would stay. */
export async function connectOrClose(
  connect: () => Promise<void>,
  close: () => Promise<void>,
): Promise<void> {
  try {
    await connect();
  } catch (error) {
    await close();
    throw error;
  }
}
