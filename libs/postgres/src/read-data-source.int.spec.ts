import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm';
import { readDataSource, withTenantManager } from './read-data-source.js';
import { tenantRowSecurity } from './row-security.js';

@Entity('card')
class Card {
  @PrimaryColumn({ type: 'text' })
  id!: string;
  @Column({ name: 'tenant_id', type: 'text' })
  tenantId!: string;
}

let database: TestDatabase;
let views: DataSource;

beforeAll(async () => {
  database = await testDatabase('triage');
  const owner = new Client(database.open('triage').owner);
  await owner.connect();
  await owner.query('create table card (id text primary key, tenant_id text not null)');
  await owner.query(`insert into card values ('a', 't1'), ('b', 't2')`);
  for (const statement of tenantRowSecurity({ service: 'triage', table: 'card' })) {
    await owner.query(statement);
  }
  await owner.end();
  const connection = database.connection('triage');
  views = await readDataSource({ connection, service: 'triage', views: [Card], max: 1 });
  await views.initialize();
});

afterAll(async () => {
  await views.destroy();
  await database.drop();
});

describe('readDataSource', () => {
  it('S07: maps the views of a service, one tenant at a time', async () => {
    const found = await withTenantManager(views, 't2', (manager) => manager.find(Card));
    expect(found.map(({ id }) => id)).toEqual(['b']);
    expect(await views.manager.find(Card)).toEqual([]);
  });

  it('S07: cannot write', async () => {
    const write = withTenantManager(views, 't1', (manager) => manager.delete(Card, { id: 'a' }));
    await expect(write).rejects.toThrow(/permission denied|read-only/);
  });
});
