import type { MigrationInterface, QueryRunner } from 'typeorm';
import { busTables } from './bus-tables.sql.js';

/**
 * A migration that creates the bus's tables in the schema of the service whose migrations list it:
 * `checkpoints`, `members`, `parked_keys`, `parked`.
 */
export function busMigration() {
  return class Bus implements MigrationInterface {
    readonly name = 'Bus_1767225600001';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of busTables) await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query('drop table parked, parked_keys, members, checkpoints');
    }
  };
}
