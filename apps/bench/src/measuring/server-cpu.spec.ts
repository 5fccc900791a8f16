import { processTimes } from './server-cpu.js';

const stat =
  '4711 (postgres: a b) c) S 42 4711 4711 0 -1 4194560 1234 99 0 0 17 5 300 20 20 0 1 0 987 1 2';

describe('processTimes', () => {
  it('reads parent and times, whatever the name of the process', () => {
    expect(processTimes(stat)).toEqual({ parent: 42, own: 22, ended: 320 });
  });

  it('does not take a broken line for no work', () => {
    expect(() => processTimes('4711 (postgres) S 42')).toThrow('field 14');
  });
});
