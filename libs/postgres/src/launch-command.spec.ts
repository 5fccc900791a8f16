import { launchCommand, serverUid } from './launch-command.js';

describe('launch command', () => {
  it('lets root step down to nobody with the one capability that passes a closed home', () => {
    const { file, args } = launchCommand({ uid: 0, setpriv: '/usr/bin/setpriv' }, '/pg', [
      '-D',
      'x',
    ]);
    expect(file).toBe('/usr/bin/setpriv');
    expect(args).toEqual(
      expect.arrayContaining(['--reuid=65534', '--bounding-set=-all,+dac_override']),
    );
    expect(args.slice(-4)).toEqual(['--pdeathsig=INT', '/pg', '-D', 'x']);
    expect(serverUid({ uid: 0 })).toBe(65534);
  });

  it('only ties the server to our life for a normal user', () => {
    expect(launchCommand({ uid: 1000, setpriv: '/usr/bin/setpriv' }, '/pg', ['-D', 'x'])).toEqual({
      file: '/usr/bin/setpriv',
      args: ['--pdeathsig=INT', '/pg', '-D', 'x'],
    });
    expect(serverUid({ uid: 1000 })).toBe(1000);
  });

  it('starts the program itself where there is no setpriv', () => {
    expect(launchCommand({ uid: 501 }, '/pg', ['-D', 'x'])).toEqual({
      file: '/pg',
      args: ['-D', 'x'],
    });
  });

  it('says what root can do without setpriv', () => {
    expect(() => launchCommand({ uid: 0 }, '/pg', [])).toThrow(
      expect.objectContaining({
        code: 'USER_NOT_SUPPORTED',
        message: expect.stringContaining('util-linux'),
      }),
    );
  });
});
