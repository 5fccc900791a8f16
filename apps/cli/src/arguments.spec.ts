import { readArguments } from './arguments.js';
import { UsageError, usage, usageOf } from './usage.js';

describe('the arguments of the command line', () => {
  it('are a verb, what stands behind it, and options with their defaults', () => {
    const args = ['replay', 'board', '--at', '2015-01-01', '--axis', 'occurred'];
    expect(readArguments(args)).toMatchObject({
      ...{ verb: 'replay', rest: ['board'], isHelp: false },
      options: { at: '2015-01-01', axis: 'occurred', json: false },
    });
  });

  it.each([[['help']], [['--help']], [['what-if', '--help']]])('ask for help by %j', (args) => {
    expect(readArguments(args).isHelp).toBe(true);
  });

  it.each([
    [['help', 'lag'], 'lag'],
    [['topics', '--help'], 'topics'],
  ])('ask for the help of one verb by %j', (args, verb) => {
    expect(readArguments(args)).toMatchObject({ isHelp: true, verb });
    const [first, ...more] = usageOf(verb).split('\n');
    expect(first).toMatch(new RegExp(`^ {2}redress ${verb} `));
    expect(more.some((line) => line.startsWith('  redress '))).toBe(false);
  });

  it('ask for all of the help where there is no such verb', () => {
    expect(usageOf('nothing')).toBe(usage);
    expect(usageOf('')).toBe(usage);
  });

  it('have options that every verb has', () => {
    const { options } = readArguments(['lag', '--json']);
    expect(options).toMatchObject({ json: true });
  });

  it.each([
    ['nothing', [], 'say what to do'],
    ['an unknown verb', ['exprot'], "there is no verb 'exprot'"],
    ['an unknown option', ['lag', '--fast'], '--fast'],
    ['an option without its value', ['replay', 'board', '--at'], '--at'],
    [
      'an option of another verb',
      ['verify', 'all', '--rollback'],
      'verify has no option --rollback',
    ],
    ['a tenant where all are meant', ['verify', 'all', '--tenant', 'acme'], '--tenant'],
    ['a value of another verb', ['lag', '--at', '2015-01-01'], 'lag has no option --at'],
  ])('are refused with %s', (_, args, reason) => {
    const reading = () => readArguments(args);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(reason);
  });
});
