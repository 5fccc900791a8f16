import { missingPackages, nodeProblem } from './prepare.mjs';

describe('the version of Node', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v24.21.0'])('accepts %s', (version) => {
    expect(nodeProblem(version, '>=20.19')).toBeUndefined();
  });

  it.each(['v20.18.9', 'v18.20.0', 'v9.99.99'])('refuses %s and says what it needs', (version) => {
    expect(nodeProblem(version, '>=20.19')).toBe(
      `Redress needs Node.js 20.19 or newer; this is ${version}.`,
    );
  });
});

describe('what is missing from node_modules', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'libs/bus': { version: '0.1.0' },
      'node_modules/@redress/bus': { link: true },
      'node_modules/pg': { version: '8.23.1' },
      'node_modules/swc-darwin': { version: '1.0.0', optional: true },
    },
  };
  const installed = {
    packages: {
      'node_modules/@redress/bus': { link: true },
      'node_modules/pg': { version: '8.23.1' },
    },
  };

  it('is everything in a fresh clone', () => {
    expect(missingPackages(lock, undefined)).toEqual([
      'node_modules/@redress/bus',
      'node_modules/pg',
    ]);
  });

  it('is nothing after an install, which leaves out what is for other platforms', () => {
    expect(missingPackages(lock, installed)).toEqual([]);
  });

  it('is what has another version', () => {
    const packages = { ...installed.packages, 'node_modules/pg': { version: '8.23.0' } };
    expect(missingPackages(lock, { packages })).toEqual(['node_modules/pg']);
  });

  it('is a workspace that is new', () => {
    const packages = { 'node_modules/pg': { version: '8.23.1' } };
    expect(missingPackages(lock, { packages })).toEqual(['node_modules/@redress/bus']);
  });
});
