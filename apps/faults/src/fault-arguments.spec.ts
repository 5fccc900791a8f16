import { faultArguments, UsageError } from './fault-arguments.js';

describe('the command line of the faults', () => {
  it('does everything unless told otherwise', () => {
    const args = faultArguments([]);
    expect(args).toMatchObject({ seed: 1, secs: 20, brokers: 3, ownNetwork: false });
    expect(args.scenarios.length).toBeGreaterThan(10);
  });

  it('takes faults by their number', () => {
    const { scenarios } = faultArguments(['--scenario', 'f09,F01', '--seed', '7', '--secs', '60']);
    expect(scenarios.map(({ id }) => id)).toEqual(['F09', 'F01']);
  });

  it.each([
    ['--scenario', 'F99'],
    ['--secs', '0'],
    ['--seed', '-1'],
    ['--brokers', '2'],
    ['--wrong', '1'],
  ])('refuses %s %s', (...args) => {
    expect(() => faultArguments(args)).toThrow(UsageError);
  });
});
