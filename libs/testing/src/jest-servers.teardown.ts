/**
 * Stops the servers of the run and waits until their data are gone. Jest wants a default export here,
 * and gives a teardown no other way to reach its setup than the global object both run in.
 */
export default async function tearDown(): Promise<void> {
  const stop: unknown = Reflect.get(globalThis, Symbol.for('redress.jest-servers.stop'));
  if (typeof stop === 'function') await stop();
}
