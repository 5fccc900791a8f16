import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createDestroyedKeysIndex,
  createKeyUses,
  createKeyUsesIndex,
  createSubjectKeys,
} from './privacy-tables.sql.js';

/** The schema of the keys. The writer may add uses and never change or remove one. */
export class PrivacyTables1763769600000 implements MigrationInterface {
  name = 'PrivacyTables1763769600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(createSubjectKeys);
    await queryRunner.query(createKeyUses);
    await queryRunner.query(createKeyUsesIndex);
    await queryRunner.query('revoke update, delete on key_uses from privacy_writer');
    await queryRunner.query('revoke delete on subject_keys from privacy_writer');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table key_uses');
    await queryRunner.query('drop table subject_keys');
  }
}

/** Erasures can be asked for by their time. */
export class DestroyedKeys1796700000000 implements MigrationInterface {
  name = 'DestroyedKeys1796700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(createDestroyedKeysIndex);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index subject_keys_destroyed');
  }
}
