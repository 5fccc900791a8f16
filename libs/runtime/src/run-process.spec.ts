import { asksForHelp } from './launch-arguments.js';
import { failProcess } from './run-process.js';

/** What a process says when it ends of this error. */
function lastWords(error: Error, usage?: string): string {
  let said = '';
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('it ends here');
  });
  try {
    expect(() => failProcess('triage', error, usage)).toThrow('it ends here');
  } finally {
    write.mockRestore();
    exit.mockRestore();
  }
  return said;
}

describe('a process that cannot have its port', () => {
  const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });

  it('names what chooses another one there: the option of a launcher, the variable of a service', () => {
    expect(lastWords(taken, 'usage')).toContain('--port N');
    expect(lastWords(taken)).toContain('REDRESS_PORT');
    expect(lastWords(taken)).not.toContain('--port');
  });
});

describe('who asks how a launcher is used', () => {
  it('does so by an option anywhere', () => {
    expect([['--fresh', '--help'], ['-h'], ['--fresh']].map(asksForHelp)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
