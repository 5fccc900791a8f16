import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type LockFile, missingOptionalDependencies } from '../scripts/lock-file.mjs';
import type { Convention } from './source-file.js';

const dependencyFields = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;
const exactVersion = /^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Two installs of one commit are the same: every version is exact. */
export const pinnedDependencies: Convention = (files) =>
  files
    .filter(({ path }) => /(^|\/)package\.json$/.test(path))
    .flatMap(({ path, text }) => {
      const manifest: Partial<Record<string, Record<string, string>>> = JSON.parse(text);
      return dependencyFields
        .flatMap((field) => Object.entries(manifest[field] ?? {}))
        .filter(([, range]) => !exactVersion.test(range))
        .map(([name, range]) => `${path}: ${name} is not pinned: ${range}`);
    });

/** `npm ci` works on every platform: the lock file has an entry for each optional dependency. */
export const completeLockFile: Convention = (files) =>
  locksOf(files).flatMap(([path, lock]) =>
    missingOptionalDependencies(lock).map(
      ({ wantedBy, name }) => `${path}: ${name}, which ${wantedBy} may use, is missing`,
    ),
  );

/** `npm ci` refuses a lock file that does not know what the manifests ask for. */
export const lockFileKnowsManifests: Convention = (files) => {
  const manifests = files.filter(({ path }) => /^((apps|libs)\/[^/]+\/)?package\.json$/.test(path));
  return locksOf(files).flatMap(([path, lock]) =>
    manifests.flatMap((manifest) => {
      const place = posix.dirname(manifest.path).replace(/^\.$/, '');
      const same = isDeepStrictEqual(
        dependenciesOf(JSON.parse(manifest.text)),
        dependenciesOf(lock.packages[place] ?? {}),
      );
      return same ? [] : [`${path}: is older than ${manifest.path}: npm run lock`];
    }),
  );
};

function dependenciesOf(manifest: object): object {
  const wanted = Object.entries(manifest).filter(([field]) =>
    dependencyFields.some((name) => name === field),
  );
  return Object.fromEntries(wanted);
}

/** Where packages come from is the installer's setting, not the repository's. */
export const lockFileWithoutHosts: Convention = (files) =>
  locksOf(files).flatMap(([path, lock]) =>
    Object.entries(lock.packages)
      .filter(([, { resolved }]) => resolved !== undefined && /^[\w+]+:/.test(resolved))
      .map(([place, { resolved }]) => `${path}: ${place} comes from ${resolved}`),
  );

function locksOf(files: Parameters<Convention>[0]): (readonly [string, LockFile])[] {
  return files
    .filter(({ path }) => path === 'package-lock.json')
    .map(({ path, text }) => [path, JSON.parse(text) as LockFile] as const);
}
