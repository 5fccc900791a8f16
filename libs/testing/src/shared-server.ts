import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Asks the Jest run for its server of a kind, which the first question starts.
 *
 * @param kind as in the name of the keeper, e.g. `kafka`
 * @returns what the keeper wrote
 * @throws Error saying why there is none
 */
export async function sharedServer(kind: string): Promise<object> {
  const path = process.env[`JEST_${kind.toUpperCase()}_SOCKET`];
  if (path === undefined) throw new Error('the Jest run has no jest-servers.setup');
  const line = await text(connect(path)).catch((cause: unknown) => {
    throw new Error(`the Jest run does not answer (${cause})`, { cause });
  });
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== 'object' || answer === null) throw new Error('the answer is no object');
  if ('error' in answer) throw new Error(String(answer.error));
  return answer;
}
