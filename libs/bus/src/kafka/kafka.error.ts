/**
 * Why Kafka did not do what it was asked for. Stable: runbooks and tests rely on the codes.
 *
 * - `BROKER_UNAVAILABLE`: no broker answered, or the one that leads the partition is changing
 * - `NOT_WRITTEN`: the answer does not say that everything sent was written; nothing is known of it
 * - `OFFSET_GONE`: what was asked for is no longer kept on the topic
 * - `TOPIC_DIFFERS`: a topic is missing, or is not as this code needs it
 * - `TOPIC_AHEAD`: a topic has records that its log has not: another log wrote it, or one was lost
 * - `NOT_ALLOWED`: the broker knows us and refuses, or does not let us in, or we do not trust its certificate
 */
export type KafkaErrorCode =
  | 'BROKER_UNAVAILABLE'
  | 'NOT_WRITTEN'
  | 'OFFSET_GONE'
  | 'TOPIC_DIFFERS'
  | 'TOPIC_AHEAD'
  | 'NOT_ALLOWED';

const retryableCodes: ReadonlySet<KafkaErrorCode> = new Set(['BROKER_UNAVAILABLE', 'NOT_WRITTEN']);

/** An error of Kafka; `code` is for programs, `message` says what to do. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
  /** True when trying again may help although nothing was changed. */
  readonly retryable: boolean;

  constructor(
    readonly code: KafkaErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retryable = retryableCodes.has(code);
  }
}

/** True when `thrown` is an error of Kafka with this code. */
export function isKafkaError(thrown: unknown, code: KafkaErrorCode): thrown is KafkaError {
  return thrown instanceof KafkaError && thrown.code === code;
}
