import { explicitConnection } from './explicit-connection.js';
import { sessionOf } from './session-options.js';

describe('session options', () => {
  it('gives every role its schema and its limits', () => {
    const { options } = sessionOf({ host: '/run/x', user: 'u' }, 'follow-up', 'reader');
    expect(options).toContain('-c role=follow_up_reader -c search_path=follow_up');
    expect(options).toContain('-c statement_timeout=2000');
    expect(sessionOf({}, 'follow-up', 'writer').options).toContain('-c statement_timeout=30000');
  });

  it('comes after the options of the connection, so that those cannot win', () => {
    const url = 'postgres://ann:secret@db.example:6543/redress?options=-c%20role%3Dpostgres';
    const session = sessionOf({ connectionString: url }, 'intake', 'writer');
    expect(session.options).toMatch(/^-c role=postgres -c role=intake_writer/);
  });

  it('takes a URL apart, because the driver lets it win over every field', () => {
    expect(
      explicitConnection({ connectionString: 'postgres://ann:s%2Fx@db.example:6543/shop' }),
    ).toEqual({ host: 'db.example', port: 6543, user: 'ann', password: 's/x', database: 'shop' });
  });
});
