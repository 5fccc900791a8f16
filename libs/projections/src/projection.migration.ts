import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Projection } from './projection.js';
import { createProjection, dropProjection, tableOf } from './projection-tables.sql.js';

/**
 * The migration that creates table and view of one version of a projection. The schema of the
 * service lists it; another version is another migration.
 */
export function projectionMigration(service: string, projection: Projection) {
  const table = tableOf(projection);
  return class ProjectionTable implements MigrationInterface {
    readonly name = `Projection_${table}_1767225600000`;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of createProjection(service, projection)) await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const statement of dropProjection(projection)) await runner.query(statement);
    }
  };
}
