import { randomBytes } from 'node:crypto';
import { createPrivacy, MasterKeyError, pgKeyStore } from '@redress/privacy';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { type Closing, closeAll } from './closing.js';
import { openPrivacy } from './open-privacy.js';
import { preparePrivacyDatabase } from './prepare-database.js';

/** Real: PostgreSQL, with the schema of the keys as processes make it. */
describe('the keys of personal texts', () => {
  let database: TestDatabase;
  const closing: Closing = [];
  const masterKeys = [randomBytes(32), randomBytes(32)] as const;

  beforeEach(async () => {
    database = await testDatabase('privacy');
  });
  afterEach(async () => {
    await closeAll(closing);
    await database.drop();
  });

  const place = () => ({
    databaseOf: () => ({ admin: database.admin, ownLogin: false }),
    onConnectionLost: () => undefined,
  });
  const open = (masterKey: Uint8Array) => openPrivacy({ ...place(), masterKey }, closing);

  it('belong to one master key: of many first processes one gives it, and all others refuse', async () => {
    // The tables are there, so that the starts meet at the key and nowhere before.
    const { database: keys } = await preparePrivacyDatabase(place());
    closing.push(() => keys.close());
    const starts = [0, 1, 0, 1, 0, 1].map((which) => open(masterKeys[which === 0 ? 0 : 1]));
    const ends = await Promise.allSettled(starts);
    const isRefused = ends.map((end) => end.status === 'rejected');
    expect(new Set(isRefused.filter((_, index) => index % 2 === 0)).size).toBe(1);
    expect(new Set(isRefused.filter((_, index) => index % 2 === 1)).size).toBe(1);
    expect(isRefused[0]).toBe(!isRefused[1]);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(MasterKeyError);
    }
  });

  it('that tenants had before anything was checked refuse another master key', async () => {
    const { database: keys } = await preparePrivacyDatabase(place());
    closing.push(() => keys.close());
    const [masterKey, another] = masterKeys;
    const before = createPrivacy({ keys: pgKeyStore(keys.writer), masterKey });
    const known = await before.fingerprint('demo', 'name', 'Mr Wu');
    await expect(open(another)).rejects.toMatchObject({ code: 'MASTER_KEY_DIFFERS' });
    const privacy = await open(masterKey);
    expect(await privacy.fingerprint('demo', 'name', 'Mr Wu')).toBe(known);
  });
});
