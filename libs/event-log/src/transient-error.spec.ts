import { isTransient } from './transient-error.js';

const coded = (code: string, more: object = {}) =>
  Object.assign(new Error('from PostgreSQL'), { code, ...more });

describe('isTransient', () => {
  it.each(['08006', '40001', '40P01', '53300', '55P03', '57P01', 'ECONNRESET', 'ECONNREFUSED'])(
    'tries again after %s',
    (code) => expect(isTransient(coded(code))).toBe(true),
  );

  it.each(['23505', '22P02', '42P01', '57014', 'ENOENT', '40', 'HANDLER'])(
    'does not after %s',
    (code) => expect(isTransient(coded(code))).toBe(false),
  );

  it('takes a missing socket for a server that is away', () => {
    expect(isTransient(coded('ENOENT', { syscall: 'connect' }))).toBe(true);
  });

  it('believes an error that says so, and looks at causes, not for ever', () => {
    expect(isTransient(Object.assign(new Error('busy'), { retryable: true }))).toBe(true);
    expect(isTransient(new Error('query failed', { cause: coded('40001') }))).toBe(true);
    const cyclic = new Error('cyclic');
    cyclic.cause = cyclic;
    expect(isTransient(cyclic)).toBe(false);
  });

  it.each([undefined, null, 'ECONNRESET', { code: '40001' }])('is not fooled by %p', (thrown) => {
    expect(isTransient(thrown)).toBe(false);
  });

  it('knows a connection that ended under a statement', () => {
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
  });
});
