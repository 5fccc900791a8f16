import { schemaOf } from './service-roles.js';

/** Who takes advisory locks. They share one space per database, so nobody else may. */
export type LockKind = 'append' | 'relay' | 'migrate' | 'projection' | 'rebuild';

const LOG_NAME = /^[a-z][a-z0-9.-]{0,99}$/;

/**
 * Name of an advisory lock, `<kind>:<service>:<log>:<partition>`, to be hashed by
 * `hashtextextended($1, 0)`. Use it where the name is a bound parameter.
 *
 * @param partition a non-negative integer
 * @throws Error when a part has another shape: two spellings of one lock would be two locks
 */
export function lockName(kind: LockKind, service: string, log: string, partition: number): string {
  schemaOf(service);
  if (!LOG_NAME.test(log)) throw new Error(`'${log}' cannot name a log`);
  if (!Number.isSafeInteger(partition) || partition < 0) {
    throw new Error(`${partition} is not a partition`);
  }
  return `${kind}:${service}:${log}:${partition}`;
}

/**
 * SQL expression (bigint) for `pg_advisory_lock` and `pg_advisory_xact_lock`.
 *
 * A hash of a name, not a pair of small numbers: with the two-number form, lock (1,3) of one part
 * of the program silently blocks lock (1,3) of another.
 *
 * @throws Error as {@link lockName} does
 */
export function lockKey(kind: LockKind, service: string, log: string, partition: number): string {
  return `hashtextextended('${lockName(kind, service, log, partition)}', 0)`;
}
