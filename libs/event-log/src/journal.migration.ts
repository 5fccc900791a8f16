import { rolesOf } from '@redress/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { copyFunction, privilegesOfJournal, tablesOfJournal } from './journal-tables.sql.js';

/** A migration that creates the journal in the schema of the service whose migrations list it. */
export function journalMigration() {
  return class Journal implements MigrationInterface {
    readonly name = 'Journal_1767225600002';

    async up(runner: QueryRunner): Promise<void> {
      const { options } = runner.connection;
      const schema = 'schema' in options ? options.schema : undefined;
      if (!schema) throw new Error('a journal belongs to the schema of a service: none is set');
      const service = schema.replaceAll('_', '-');
      const statements = [
        ...tablesOfJournal,
        copyFunction(schema, service),
        ...privilegesOfJournal(rolesOf(service).writer),
      ];
      for (const statement of statements) await runner.query(statement);
    }

    /** All read models of the service are folded from it: it is not dropped by accident. */
    async down(): Promise<void> {
      throw new Error('a journal is not dropped by a migration');
    }
  };
}
