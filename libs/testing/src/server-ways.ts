/** One way to come by a server. */
export interface ServerWay<T> {
  /** What a user would have to provide, e.g. `a Docker engine`. */
  readonly by: string;
  /**
   * @throws Error saying what is missing for this way
   */
  start(): Promise<T>;
}

/**
 * The server of the first way that works.
 *
 * @param what what is wanted, e.g. `a Kafka broker`
 * @throws Error naming every way and what was missing for it
 */
export async function firstServer<T>(what: string, ways: readonly ServerWay<T>[]): Promise<T> {
  const failures: string[] = [];
  for (const [index, way] of ways.entries()) {
    try {
      return await way.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`(${index + 1}) by ${way.by}: ${reason}`);
    }
  }
  throw new Error(`None of the ${ways.length} ways to ${what} works. ${failures.join(' ')}`);
}

/**
 * The value of the first of these environment variables that is set.
 *
 * @throws Error when none of them is
 */
export function givenBy(...names: readonly string[]): string {
  const value = names.map((name) => process.env[name]).find(Boolean);
  if (value === undefined) throw new Error(`${names.join(' or ')} is not set.`);
  return value;
}
