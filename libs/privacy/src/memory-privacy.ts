import { randomBytes } from 'node:crypto';
import type { KeyUse } from './key-store.port.js';
import { memoryKeyStore } from './memory-key-store.adapter.js';
import { createPrivacy, type Privacy } from './privacy.js';

/** Privacy for specs of other libs: the real cryptography, with keys that end with the process. */
export function memoryPrivacy(): Privacy & { readonly uses: readonly KeyUse[] } {
  const keys = memoryKeyStore();
  return { ...createPrivacy({ keys, masterKey: randomBytes(32) }), uses: keys.uses };
}
