export { CiphertextRejectedError } from './authenticated-cipher.js';
export { checkMasterKey } from './check-master-key.js';
export * from './key-store.port.js';
export { MasterKeyError } from './master-key.error.js';
export { memoryKeyStore } from './memory-key-store.adapter.js';
export { memoryPrivacy } from './memory-privacy.js';
export { pgKeyStore } from './pg-key-store.adapter.js';
export * from './privacy.js';
export { DestroyedKeys1796700000000, PrivacyTables1763769600000 } from './privacy.migration.js';
