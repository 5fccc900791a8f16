/** A uuid in lower case with dashes; version 7 where the server makes it, 8 where it derives. */
export type Uuid = string;

/** The one form in which a uuid is written. */
export const uuidPattern =
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True when `value` is a uuid as this product writes it. */
export function isUuid(value: string): value is Uuid {
  return uuidPattern.test(value);
}

/**
 * A uuid of version 7: 48 bits of UTC milliseconds, then random bits, so that ids sort by age.
 * `random` gives at least 10 bytes; the caller owns clock and randomness. Throws RangeError when
 * there are fewer, because ids would then collide.
 */
export function uuidV7(millis: number, random: Uint8Array): Uuid {
  if (random.length < 10) throw new RangeError(`${random.length} random bytes, 10 are needed`);
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(millis / 2 ** (8 * (5 - i))) % 256;
  bytes.set(random.subarray(0, 10), 6);
  return format(bytes, 7);
}

/**
 * A uuid of version 8 made from the first 16 bytes of a digest: the same input always names the
 * same thing, so a retry meets what the first try made. Throws RangeError when it is shorter.
 */
export function uuidV8(digest: Uint8Array): Uuid {
  if (digest.length < 16) throw new RangeError(`a digest of ${digest.length} bytes, 16 are needed`);
  return format(Uint8Array.from(digest.subarray(0, 16)), 8);
}

function format(bytes: Uint8Array, version: number): Uuid {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
