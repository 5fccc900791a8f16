import { randomBytes } from 'node:crypto';
import { checkMasterKey } from './check-master-key.js';
import { keyRing } from './key-ring.js';
import { memoryKeyStore } from './memory-key-store.adapter.js';

describe('the master key of a process', () => {
  const [ours, wrong] = [randomBytes(32), randomBytes(32)];
  const refused = { name: 'MasterKeyError', code: 'MASTER_KEY_DIFFERS' };

  it('is that of the first process, before any tenant has a key', async () => {
    const keys = memoryKeyStore();
    await checkMasterKey({ keys, masterKey: ours });
    await checkMasterKey({ keys, masterKey: ours });
    await expect(checkMasterKey({ keys, masterKey: wrong })).rejects.toMatchObject(refused);
  });

  it('is named by the error, with what to do', async () => {
    const keys = memoryKeyStore();
    await checkMasterKey({ keys, masterKey: ours });
    const message = /REDRESS_MASTER_KEY.*key of the others/;
    await expect(checkMasterKey({ keys, masterKey: wrong })).rejects.toThrow(message);
  });

  it('has to open the oldest key where tenants had theirs before the check', async () => {
    const keys = memoryKeyStore();
    await keyRing({ keys, masterKey: ours }).tenantKey('corner-store');
    await keyRing({ keys, masterKey: wrong }).tenantKey('written-in-error');
    await expect(checkMasterKey({ keys, masterKey: wrong })).rejects.toMatchObject(refused);
    await checkMasterKey({ keys, masterKey: ours });
  });
});
