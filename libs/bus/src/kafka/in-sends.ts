import { messageBytes } from '@redress/contracts';
import type { OutgoingRecord } from './kafka-client.port.js';

/** What one send may hold in bytes, so that its batch is taken even if it cannot be compressed. */
export const sendBytesMax = 1_000_000;

/** Bytes of a batch beside its messages: lengths, attributes and times of each. */
const frameBytes = 100;

/** The messages in their order, cut so that no send has more than {@link sendBytesMax}. */
export function inSends<Message extends OutgoingRecord>(
  messages: readonly Message[],
): readonly (readonly Message[])[] {
  const sends: Message[][] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = messageBytes(message) + frameBytes;
    const last = sends.at(-1);
    if (last && bytes <= room) {
      last.push(message);
      room -= bytes;
    } else {
      sends.push([message]);
      room = sendBytesMax - bytes;
    }
  }
  return sends;
}
