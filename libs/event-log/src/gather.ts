import type { PgTx } from './pg-transactions.js';

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the calls that are made on one transaction in one turn of the event loop into one round
 * trip. A consumer handles the events of a batch side by side, one key after the other within
 * itself, so their reads meet here, and their appends: a batch costs a few round trips instead of
 * a few per event.
 *
 * @param send answers all requests, in their order
 */
export function gatherPerTransaction<Request, Answer>(
  send: (tx: PgTx, requests: readonly Request[]) => Promise<readonly Answer[]>,
): (tx: PgTx, request: Request) => Promise<Answer> {
  const gathering = new WeakMap<PgTx, Waiting<Request, Answer>[]>();

  async function flush(tx: PgTx, waiting: readonly Waiting<Request, Answer>[]): Promise<void> {
    gathering.delete(tx);
    try {
      const requests = waiting.map(({ request }) => request);
      const answers = await send(tx, requests);
      for (const [index, { resolve, reject }] of waiting.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error('a gathered request was left unanswered'));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  return (tx, request) =>
    new Promise((resolve, reject) => {
      const open = gathering.get(tx);
      if (open) {
        open.push({ request, resolve, reject });
        return;
      }
      const waiting = [{ request, resolve, reject }];
      gathering.set(tx, waiting);
      setImmediate(() => void flush(tx, waiting));
    });
}
