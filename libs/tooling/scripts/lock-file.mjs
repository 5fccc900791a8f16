/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 * @property {string} [resolved]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {{ packages: Record<string, LockEntry> }} LockFile */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Optional dependencies that have no entry, as `{ wantedBy, name, range }`.
 *
 * @param {LockFile} lock
 */
export function missingOptionalDependencies(lock) {
  return Object.entries(lock.packages).flatMap(([place, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !placesToLook(place, name).some((candidate) => lock.packages[candidate]))
      .map(([name, range]) => ({ wantedBy: place, name, range })),
  );
}

/**
 * Adds a stub for each missing optional dependency: enough for npm to see that it belongs to
 * another platform and to leave it alone.
 *
 * @param {LockFile} lock
 * @returns {{ completed: LockFile, added: string[] }}
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  const added = [];
  for (const { wantedBy, name, range } of missingOptionalDependencies(lock)) {
    const place = `node_modules/${name}`;
    if (packages[place]) continue;
    const dev = lock.packages[wantedBy]?.dev;
    const { os, cpu, libc } = platformOf(name);
    // In the order in which npm writes them, or its next run would show a difference.
    packages[place] = {
      version: range.replace(/^[\^~]/, ''),
      ...(cpu ? { cpu } : {}),
      ...(dev ? { dev } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os,
    };
    added.push(name);
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return { completed: { ...lock, packages: Object.fromEntries(sorted) }, added };
}

/**
 * The platform that a package names at its end, e.g. `@swc/core-linux-arm64-musl`.
 *
 * @param {string} name
 * @returns {{ os: string[], cpu?: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  // No platform in the name: then it must fit nowhere, for nobody has its content.
  if (os.length === 0) return { os: ['!any'] };
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  const named = words.some((word) => /^(musl|gnu)/.test(word));
  return {
    os,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(os.includes('linux') && named ? { libc: [libc] } : {}),
  };
}

/**
 * Where Node looks for a package that the one at `place` wants, nearest first.
 *
 * @param {string} place
 * @param {string} name
 */
function placesToLook(place, name) {
  const places = [];
  let base = place;
  while (base !== '') {
    places.push(`${base}/node_modules/${name}`);
    base = base.includes('node_modules/') ? base.slice(0, base.lastIndexOf('node_modules/')) : '';
    base = base.replace(/\/$/, '');
  }
  return [...places, `node_modules/${name}`];
}
