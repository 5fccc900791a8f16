import { faultArguments, UsageError } from './fault-arguments.js';
import { secsOf } from './nemesis/scenario.js';

describe('the command line of the faults', () => {
  it('does everything unless told otherwise', () => {
    const args = faultArguments([]);
    expect(args).toMatchObject({ seed: 1, brokers: 3, ownNetwork: false });
    expect(args.secs).toBeUndefined();
    expect(args.scenarios.length).toBeGreaterThan(10);
  });

  it('takes faults by their number', () => {
    const { scenarios, secs } = faultArguments(['--scenario', 'f09,F01', '--secs', '7']);
    expect(scenarios.map(({ id }) => id)).toEqual(['F09', 'F01']);
    expect(secs).toBe(7);
  });

  it('freezes for a minute, and does all else for 20 s, unless told how long', () => {
    const { scenarios, secs } = faultArguments([]);
    const long = scenarios.filter((scenario) => secsOf(scenario, secs) !== 20);
    expect(long.map((scenario) => [scenario.id, secsOf(scenario, secs)])).toEqual([['F03', 60]]);
    expect(scenarios.map((scenario) => secsOf(scenario, 7))).toEqual(scenarios.map(() => 7));
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
