import { expiryOf, statusAt } from './unreviewed-incident.policy.js';

const expiresAt = expiryOf('2026-03-02T09:00:00.000Z');

describe('an incident that nobody reviews', () => {
  it('counts for fourteen days', () => {
    expect(expiresAt).toBe('2026-03-16T09:00:00.000Z');
    expect(statusAt('OPEN', expiresAt, '2026-03-16T08:59:59.999Z')).toBe('OPEN');
    expect(statusAt('OPEN', expiresAt, expiresAt)).toBe('EXPIRED');
  });

  it('stands as it was decided, however long ago', () => {
    expect(statusAt('CONFIRMED', expiresAt, '2030-01-01T00:00:00.000Z')).toBe('CONFIRMED');
    expect(statusAt('REJECTED', expiresAt, '2030-01-01T00:00:00.000Z')).toBe('REJECTED');
  });
});
