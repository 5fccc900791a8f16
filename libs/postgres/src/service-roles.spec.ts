import { loginOf, rolesOf, schemaOf } from './service-roles.js';

describe('names of a service', () => {
  it('turns a service into a schema and its roles', () => {
    expect(schemaOf('follow-up')).toBe('follow_up');
    expect(rolesOf('follow-up')).toEqual({
      owner: 'follow_up_owner',
      writer: 'follow_up_writer',
      reader: 'follow_up_reader',
    });
    expect(loginOf('privacy')).toBe('privacy_login');
  });

  it.each(['', 'Intake', 'in take', '1st', 'a;b', 'follow_up', 'x'.repeat(41)])(
    "refuses '%s', which could not stand in SQL or collide with another",
    (service) => {
      expect(() => schemaOf(service)).toThrow(/cannot name a service/);
    },
  );
});
