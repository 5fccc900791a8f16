import { benchArguments, UsageError } from './bench-arguments.js';

const known = ['append-in-turn', 'fold'];
const read = (...args: string[]) => benchArguments(args, known);

describe('benchArguments', () => {
  it('runs everything, thoroughly, by default', () => {
    expect(read()).toEqual({
      ...{ help: false, kafka: false, list: false, long: false, quick: false },
    });
  });

  it('reads all options', () => {
    expect(read('--quick', '--kafka', '--list', '--json', 'out.json', '--only', 'fold')).toEqual({
      ...{ help: false, kafka: true, list: true, long: false, quick: true },
      ...{ json: 'out.json', only: ['fold'] },
    });
  });

  it('fills a data directory', () => {
    const { fill } = read('--fill', '1000000', '--data-dir', '.redress/big');
    expect(fill).toEqual({ events: 1_000_000, dataDirectory: '.redress/big' });
  });

  it.each([
    ['commas', ['--only', 'fold,append-in-turn']],
    ['blanks', ['--only=fold, append-in-turn']],
    ['repetition', ['--only', 'fold', '--only', 'append-in-turn']],
  ])('takes several names, by %s', (_, args) => {
    expect(read(...args).only).toEqual(['fold', 'append-in-turn']);
  });

  it.each([
    ['an unknown benchmark', ['--only', 'fold,nonsense'], "'nonsense'"],
    ['no benchmark', ['--only', ''], "''"],
    ['an unknown option', ['--fast'], '--fast'],
    ['a stray word', ['fold'], 'fold'],
    ['a file without a name', ['--json', ''], 'FILE'],
    ['an option that lacks its value', ['--json'], '--json'],
    ['both sizes', ['--quick', '--long'], 'contradict'],
    ['a fill of nothing', ['--fill', '0', '--data-dir', 'here'], '--fill'],
    ['a fill of nowhere', ['--fill', '10'], '--data-dir'],
    ['a directory without a fill', ['--data-dir', 'here'], '--fill'],
  ])('refuses %s', (_, args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });
});
