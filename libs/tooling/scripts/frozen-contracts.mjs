/**
 * The frozen file of one log: event → version → schema. A released version keeps its promise, because
 * events of that shape are stored somewhere, and others read them with older releases.
 *
 * @typedef {{ released: boolean, schema: unknown }} FrozenVersion
 * @typedef {Record<string, Record<string, FrozenVersion>>} FrozenLog
 */

/**
 * Brings the frozen file of one log up to date with the sources.
 *
 * @param {FrozenLog} frozen the file as it is
 * @param {Record<string, Record<string, unknown>>} current event → version → schema of the sources
 * @param {object} options
 * @param {(released: unknown, current: unknown) => readonly string[]} options.compatibilityProblems
 *   what a change of a released schema would break
 * @param {boolean} [options.release] marks what is current as released
 * @returns {{ next: FrozenLog, problems: string[] }} the file as it should be; a released version
 *   that would break its promise or vanished is a problem and is kept as it was
 */
export function freeze(frozen, current, { compatibilityProblems, release = false }) {
  /** @type {FrozenLog} */
  const next = {};
  const problems = [];
  for (const [event, versions] of Object.entries(frozen)) {
    if (current[event]) {
      next[event] = { ...versions };
    } else if (Object.values(versions).some(({ released }) => released)) {
      next[event] = { ...versions };
      problems.push(`${event} was released and may not be removed`);
    }
  }
  for (const [event, versions] of Object.entries(current)) {
    /** @type {Record<string, FrozenVersion>} */
    const known = { ...next[event] };
    next[event] = known;
    for (const [version, schema] of Object.entries(versions)) {
      const before = known[version];
      const broken = before?.released ? compatibilityProblems(before.schema, schema) : [];
      if (before && broken.length > 0) {
        problems.push(
          `${event} version ${version} was released: make the change a new version (${broken.join('; ')})`,
        );
        continue;
      }
      known[version] = { released: release || (before?.released ?? false), schema };
    }
  }
  return { next, problems };
}

/**
 * JSON with sorted keys, so that a diff shows what changed and nothing else.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function serialize(value) {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
