import { CiphertextRejectedError } from './authenticated-cipher.js';
import { keyRing } from './key-ring.js';
import { type KeyStore, tenantKeySubject } from './key-store.port.js';
import { MasterKeyError } from './master-key.error.js';

/** Under this name, which no tenant can have, lies a key that tells the master key from all others. */
const nobody = '*';

/**
 * Opens the key of nobody with the master key; the first process makes it. Where there is none yet and
 * tenants have keys, the oldest of those has to open first. Of several first processes at once the
 * key of one is kept, and all open that one.
 *
 * @throws MasterKeyError where what is stored was wrapped by another master key
 */
export async function checkMasterKey(options: {
  readonly keys: KeyStore;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
}): Promise<void> {
  const { keys } = options;
  const ring = keyRing(options);
  try {
    const [known] = await keys.find([{ tenantId: nobody, subject: tenantKeySubject }]);
    const tenant = known ? undefined : await keys.oldestTenant();
    if (tenant !== undefined) await ring.tenantKey(tenant);
    await ring.tenantKey(nobody);
  } catch (error) {
    throw error instanceof CiphertextRejectedError ? new MasterKeyError(error) : error;
  }
}
