import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { agent, bodies, type CaseStep } from './case-walk.setup.js';

/** A request of the load that was not answered as it should have been. */
export interface WrongAnswer {
  readonly path: string;
  /** The status, or why there was none. */
  readonly answer: number | string;
  readonly text: string;
}

/** What a load has come to. */
export interface LoadResult {
  /** Cases of which every step was acknowledged. */
  readonly cases: readonly string[];
  readonly wrong: readonly WrongAnswer[];
}

/** Callers that go on until they are told to end. */
export interface RecordedLoad {
  /** Requests that were answered with success so far. */
  answered(): number;
  end(): Promise<LoadResult>;
}

/** How long a caller thinks before each request, in milliseconds: callers without it are a test of the machine. */
const thinkMs = 200;

/**
 * Callers who take cases in and classify them, one after the other, each request knowing of the one
 * before. An answer that is no success is recorded, and nothing is sent twice but what was told to be:
 * where the machine was too slow for what a request waits for, nothing was done, and it comes again.
 */
export function recordedLoad(url: string, token: string, callers: number): RecordedLoad {
  const cases: string[] = [];
  const wrong: WrongAnswer[] = [];
  let answered = 0;
  let isEnding = false;

  async function send(
    [actor, path, body]: CaseStep,
    after: string,
    key: string = randomUUID(),
  ): Promise<string | undefined> {
    try {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key,
          authorization: `Bearer ${token}`,
          ...(after ? { 'redress-after': after } : {}),
        },
      });
      const text = await response.text();
      const offset = response.headers.get('redress-offset');
      if (response.ok && offset) {
        answered += 1;
        return offset;
      }
      if (text.includes('"AFTER_TIMEOUT"')) return send([actor, path, body], after, key);
      wrong.push({ path, answer: response.status, text });
    } catch (error) {
      wrong.push({ path, answer: 'none', text: String(error) });
    }
    return undefined;
  }

  async function call(): Promise<void> {
    while (!isEnding) {
      const id = randomUUID();
      const steps: CaseStep[] = [
        [agent, 'complaints', bodies.receipt(id)],
        [agent, `complaints/${id}/thank`, bodies.thanks()],
        [agent, `investigations/${id}/classify`, bodies.classification()],
      ];
      let after: string | undefined = '';
      for (const step of steps) {
        await sleep(thinkMs);
        after = after === undefined ? undefined : await send(step, after);
      }
      if (after !== undefined) cases.push(id);
    }
  }

  const calling = Promise.all(Array.from({ length: callers }, call));
  return {
    answered: () => answered,
    async end() {
      isEnding = true;
      await calling;
      return { cases, wrong };
    },
  };
}
