import { completeLock, missingOptionalDependencies, platformOf } from './lock-file.mjs';

describe('completing the lock file', () => {
  const lock = {
    packages: {
      'node_modules/biome': {
        version: '2.6.8',
        dev: true,
        optionalDependencies: { 'biome-linux-x64': '2.6.8', 'biome-darwin-arm64': '2.6.8' },
      },
      'node_modules/biome-linux-x64': { version: '2.6.8' },
    },
  };

  it('adds a stub for each optional package that npm left out, in the order of npm', () => {
    const { completed, added } = completeLock(lock);
    expect(added).toEqual(['biome-darwin-arm64']);
    expect(completed.packages['node_modules/biome-darwin-arm64']).toEqual({
      version: '2.6.8',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    });
    expect(Object.keys(completed.packages)).toEqual([
      'node_modules/biome',
      'node_modules/biome-darwin-arm64',
      'node_modules/biome-linux-x64',
    ]);
    expect(missingOptionalDependencies(completed)).toEqual([]);
  });

  it('changes nothing the second time', () => {
    const { completed } = completeLock(lock);
    expect(completeLock(completed)).toEqual({ completed, added: [] });
  });

  it('finds a package that is nested below the one that wants it', () => {
    const nested = {
      packages: {
        'node_modules/a/node_modules/b': { optionalDependencies: { c: '1.0.0', d: '1.0.0' } },
        'node_modules/a/node_modules/c': { version: '1.0.0' },
        'node_modules/a/node_modules/b/node_modules/d': { version: '1.0.0' },
      },
    };
    expect(missingOptionalDependencies(nested)).toEqual([]);
  });

  it.each([
    ['@swc/core-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@swc/core-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
    ['@biomejs/cli-win32-x64', { os: ['win32'], cpu: ['x64'] }],
    [
      '@unrs/resolver-binding-linux-arm-musleabihf',
      { os: ['linux'], cpu: ['arm'], libc: ['musl'] },
    ],
    ['fsevents', { os: ['!any'] }],
  ])('reads the platform of %s from its name', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
