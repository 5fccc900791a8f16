import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runMigrations } from '../src/index.js';

/** A migration that takes its time, so that two processes surely meet in it. */
class CreateSlow1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table if not exists slow (n int)');
    await runner.query('select pg_sleep(0.5)');
    await runner.query('insert into slow values (1)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table slow');
  }
}

const [connection = '{}', schema = ''] = process.argv.slice(2);
await runMigrations({
  connection: JSON.parse(connection),
  schema,
  migrations: [CreateSlow1767225600001],
});
