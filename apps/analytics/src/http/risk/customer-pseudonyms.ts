import { createHmac } from 'node:crypto';
import type { Uuid } from '@redress/kernel';

/** Gives ids other names that only the holder of the key can take back. */
export interface Pseudonyms {
  /** The pseudonym of an id: a uuid, always the same. */
  hide(id: Uuid): Uuid;
  /** The id of a pseudonym; of any other uuid one that belongs to nobody. */
  reveal(pseudonym: Uuid): Uuid;
}

/** More than the four that make a permutation indistinguishable from a random one. */
const rounds = 8;

const halfBits = 61n;
const halfMask = (1n << halfBits) - 1n;

/**
 * Pseudonyms by a key: a permutation of the 122 bits of a uuid that say something (a Feistel network
 * over HMAC-SHA256), its version kept. So no table is needed to find who is meant, and two ids never
 * share a pseudonym.
 */
export function pseudonymsOf(key: Uint8Array): Pseudonyms {
  const blurred = (half: bigint, round: number, version: string): bigint => {
    const mac = createHmac('sha256', key)
      .update(`${version}${round}/${half.toString(16)}`)
      .digest();
    return mac.readBigUInt64BE() & halfMask;
  };
  return {
    hide(id) {
      const { version, left, right } = halvesOf(id);
      let [a, b] = [left, right];
      for (let round = 0; round < rounds; round += 1) [a, b] = [b, a ^ blurred(b, round, version)];
      return uuidOf(version, a, b);
    },
    reveal(pseudonym) {
      const { version, left, right } = halvesOf(pseudonym);
      let [a, b] = [left, right];
      for (let round = rounds - 1; round >= 0; round -= 1) {
        [a, b] = [b ^ blurred(a, round, version), a];
      }
      return uuidOf(version, a, b);
    },
  };
}

/** The free bits of a uuid in two halves, beside its version. */
function halvesOf(id: Uuid) {
  const hex = id.replaceAll('-', '');
  const first = BigInt(`0x${hex.slice(0, 12)}`);
  const second = BigInt(`0x${hex.slice(13, 16)}`);
  // The two highest bits of the rest are the variant.
  const third = BigInt(`0x${hex.slice(16)}`) & ((1n << 62n) - 1n);
  const bits = (first << 74n) | (second << 62n) | third;
  return { version: hex.charAt(12), left: bits >> halfBits, right: bits & halfMask };
}

function uuidOf(version: string, left: bigint, right: bigint): Uuid {
  const bits = (left << halfBits) | right;
  const first = hexOf(bits >> 74n, 12);
  const second = hexOf((bits >> 62n) & 0xfffn, 3);
  const third = hexOf((bits & ((1n << 62n) - 1n)) | (2n << 62n), 16);
  return [
    first.slice(0, 8),
    first.slice(8),
    `${version}${second}`,
    third.slice(0, 4),
    third.slice(4),
  ].join('-');
}

function hexOf(bits: bigint, digits: number): string {
  return bits.toString(16).padStart(digits, '0');
}
