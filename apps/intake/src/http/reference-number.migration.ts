import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The counters behind the numbers that people quote: one row per tenant, kind and year. */
export class ReferenceNumbers1763769600000 implements MigrationInterface {
  name = 'ReferenceNumbers1763769600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table reference_numbers (
        tenant_id text not null,
        kind      text not null,
        year      integer not null,
        last      bigint not null,
        primary key (tenant_id, kind, year)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table reference_numbers');
  }
}
