import { checkMasterKey, createPrivacy, pgKeyStore, type Privacy } from '@redress/privacy';
import type { Closing } from './closing.js';
import { type DatabaseOptions, preparePrivacyDatabase } from './prepare-database.js';

/**
 * Opens the keys of personal texts, and makes sure that they are ours before anything is sealed.
 *
 * @throws MasterKeyError where the database was written with another master key
 */
export async function openPrivacy(
  options: DatabaseOptions & {
    /** Wraps the keys of the tenants; 32 bytes. */
    readonly masterKey: Uint8Array;
  },
  closing: Closing,
): Promise<Privacy> {
  const { database } = await preparePrivacyDatabase(options);
  closing.push(() => database.close());
  const ours = { keys: pgKeyStore(database.writer), masterKey: options.masterKey };
  await checkMasterKey(ours);
  return createPrivacy(ours);
}
