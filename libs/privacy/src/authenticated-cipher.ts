import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** First byte of every ciphertext; another layout gets another number. */
const layout = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes + tagBytes;

/** The ciphertext was not made with this key for this place, or it was changed. */
export class CiphertextRejectedError extends Error {
  constructor(cause?: unknown) {
    super('the ciphertext does not belong to this key and place', { cause });
    this.name = 'CiphertextRejectedError';
  }
}

/**
 * AES-256-GCM with a fresh nonce. `place` is authenticated, not stored: the ciphertext opens only
 * where it was put. Layout: version, 12 bytes nonce, 16 bytes tag, ciphertext.
 */
export function encrypt(key: Uint8Array, place: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(layout), nonce, cipher.getAuthTag(), body]);
}

/** The plain bytes. Throws CiphertextRejectedError on another key, another place or a changed bit. */
export function decrypt(key: Uint8Array, place: string, sealed: Uint8Array): Buffer {
  if (sealed.length < headerBytes || sealed[0] !== layout) throw new CiphertextRejectedError();
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(1 + nonceBytes, headerBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
  } catch (error) {
    throw new CiphertextRejectedError(error);
  }
}
