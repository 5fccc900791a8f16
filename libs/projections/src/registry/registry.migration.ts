import type { MigrationInterface, QueryRunner } from 'typeorm';
import { registryRights, registryTables } from './registry.sql.js';

/** The registry of a service's projections; their own tables are made and swapped by the engine. */
export function registryMigration(service: string) {
  return class ProjectionRegistry1796000000000 implements MigrationInterface {
    readonly name = 'ProjectionRegistry1796000000000';

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of [...registryTables, ...registryRights(service)]) {
        await runner.query(statement);
      }
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(
        'drop table projection_certificates, projection_parts, projection_generations',
      );
    }
  };
}
