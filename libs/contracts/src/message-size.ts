import type { PublishedEvent, TopicMessage } from './topic-record.js';

/**
 * Largest value of an event's message in bytes. A command whose event would be larger is refused
 * before anything is recorded, whether or not there is a broker: what is in a log can be published.
 * Brokers take 1 MiB by default; key, headers and the frame of a batch have the rest.
 */
export const messageValueBytesMax = 900 * 1024;

/** Bytes of JSON around the ciphertexts of an event, and around each of them. */
const [sealedFrame, ciphertextFrame] = [9, 33] as const;

/** Bytes of the value that the event will have as a message, without making it. */
export function messageValueBytes({
  data,
  sealed,
}: Pick<PublishedEvent, 'data' | 'sealed'>): number {
  const own = Buffer.byteLength(JSON.stringify(data ?? null));
  if (sealed.length === 0) return own;
  const each = sealed.map(
    ({ subject, ciphertext }) =>
      ciphertextFrame + Buffer.byteLength(JSON.stringify(subject)) + base64Length(ciphertext),
  );
  return each.reduce((sum, bytes) => sum + bytes, own + sealedFrame);
}

function base64Length({ byteLength }: Uint8Array): number {
  return 4 * Math.ceil(byteLength / 3);
}

/** Bytes of a whole message: key, value, names and values of its headers. */
export function messageBytes(
  message: Omit<TopicMessage, 'value'> & { readonly value: Buffer | null },
): number {
  const { key, value, headers } = message;
  const head = Object.entries(headers).map(
    ([name, text]) => Buffer.byteLength(name) + Buffer.byteLength(text),
  );
  return head.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(key) + (value?.length ?? 0));
}
