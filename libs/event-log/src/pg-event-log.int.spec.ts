import { type PgLogSuite, pgLogSuite } from '../test/pg-log-fixture.js';
import { eventLogContract } from '../test/event-log-contract.js';

let suite: PgLogSuite;
beforeAll(async () => {
  suite = await pgLogSuite();
});
afterAll(() => suite.close());

eventLogContract('PostgreSQL', () => suite.emptyLog());
