import { tenantRowSecurity } from '@redress/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of other rules over history, and whom they would move. Both go with their expiry. */
export class WhatIfRuns1796600000000 implements MigrationInterface {
  name = 'WhatIfRuns1796600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table what_if_runs (
        tenant_id    text not null,
        id           text not null,
        state        text not null check (state in ('RUNNING', 'DONE', 'FAILED')),
        request_mac  bytea not null,
        inputs       json not null,
        inputs_hash  text,
        result_hash  text,
        customers    integer,
        changed      integer,
        progress     json,
        failure      json,
        created_by   text not null,
        created_at   timestamptz(3) not null default clock_timestamp(),
        touched_at   timestamptz(3) not null default clock_timestamp(),
        expires_at   timestamptz(3) not null,
        primary key (tenant_id, id)
      )`);
    await queryRunner.query(`
      create index what_if_runs_newest on what_if_runs (tenant_id, created_at, id)`);
    await queryRunner.query(`
      create table what_if_changes (
        tenant_id    text not null,
        run_id       text not null,
        customer_id  text not null,
        change       json not null,
        primary key (tenant_id, run_id, customer_id),
        foreign key (tenant_id, run_id) references what_if_runs on delete cascade
      )`);
    for (const table of ['what_if_runs', 'what_if_changes']) {
      for (const statement of tenantRowSecurity({ service: 'analytics', table })) {
        await queryRunner.query(statement);
      }
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table what_if_changes, what_if_runs');
  }
}
