/** The keys in the database were wrapped by another master key than the one of this process. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  /** Stable: runbooks rely on it. */
  readonly code = 'MASTER_KEY_DIFFERS';

  constructor(cause: unknown) {
    super(
      'MASTER_KEY_DIFFERS: the database was written with another REDRESS_MASTER_KEY (or, without the ' +
        'variable, another master.key in the data directory). Give this process the key of the others.',
      { cause },
    );
  }
}
