import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which risk states are to be published, and what of the logs they have seen. Both are made again
 * from the journal where they are lost, but for the versions that others have seen: those are found on
 * the topic.
 */
export class RiskStates1796800000000 implements MigrationInterface {
  name = 'RiskStates1796800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table risk_states (
        tenant_id    text not null,
        customer_id  text not null,
        partition    smallint not null,
        marked       bigint not null,
        published    bigint not null default 0,
        erased       boolean not null default false,
        fold_version integer,
        primary key (tenant_id, customer_id)
      )`);
    await queryRunner.query(`
      create index risk_states_due on risk_states (partition) where marked > published`);
    await queryRunner.query('create index risk_states_partition on risk_states (partition)');
    await queryRunner.query(`
      create table risk_state_seen (
        partition smallint not null,
        log       text not null,
        off       bigint not null,
        primary key (partition, log)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table risk_state_seen');
    await queryRunner.query('drop table risk_states');
  }
}
