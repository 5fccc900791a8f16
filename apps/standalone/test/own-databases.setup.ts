import { serviceNames } from '@redress/contracts';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';

/** Whoever may have a database of its own. */
export const databaseOwners = [...serviceNames, 'privacy'] as const;

type Owner = (typeof databaseOwners)[number];

/** A database for each of them, on the server of the run. */
export interface OwnDatabases {
  /** The variables that name them. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks one of them, behind the back of all roles. */
  query<Row extends object>(owner: Owner, statement: string): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Makes them, empty. */
export async function ownDatabases(): Promise<OwnDatabases> {
  const databases = new Map<Owner, TestDatabase>();
  for (const owner of databaseOwners) databases.set(owner, await testDatabase());
  return {
    env: Object.fromEntries([...databases].map(variableOf)),
    async query<Row extends object>(owner: Owner, statement: string) {
      const client = new Client(databases.get(owner)?.admin);
      await client.connect();
      try {
        return (await client.query<Row>(statement)).rows;
      } finally {
        await client.end();
      }
    },
    async drop() {
      for (const database of databases.values()) await database.drop();
    },
  };
}

/** `REDRESS_FOLLOW_UP_DATABASE_URL` and its value. */
function variableOf([owner, { admin }]: [Owner, TestDatabase]): [string, string] {
  const { user, host, port, password, database } = admin;
  const login = password ? `${user}:${encodeURIComponent(String(password))}` : user;
  const place = host?.startsWith('/')
    ? `localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `${host}:${port}/${database}`;
  const name = `REDRESS_${owner.replace('-', '_').toUpperCase()}_DATABASE_URL`;
  return [name, `postgres://${login}@${place}`];
}
