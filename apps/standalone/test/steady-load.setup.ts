import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodies } from './case-walk.setup.js';

/** Pauses of a caller, in milliseconds. */
const pauseMs = { answered: 40, refused: 300 } as const;

/** What became of requests that were sent without a pause. */
export interface LoadEnd {
  /** Complaints that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** Complaints that were sent and never acknowledged. */
  readonly others: readonly string[];
  /** Answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Requests that were taken and never answered, with the reason. */
  readonly cut: readonly string[];
}

/** Callers that go on until they are told to end. */
export interface SteadyLoad {
  /** How many were acknowledged so far. */
  acknowledged(): number;
  end(): Promise<LoadEnd>;
}

/**
 * Receives complaints from several callers, each request on a connection of its own: what a server
 * does not take is refused at once, and everything that it took it has to answer.
 */
export function steadyLoad(url: string, token: string, callers: number): SteadyLoad {
  const acknowledged: string[] = [];
  const others: string[] = [];
  const statuses: Record<number, number> = {};
  const cut: string[] = [];
  let isEnding = false;

  async function call(): Promise<void> {
    while (!isEnding) {
      const id = randomUUID();
      const answer = await post(`${url}/api/v1/complaints`, token, bodies.receipt(id));
      if (answer.status === 201) acknowledged.push(id);
      else others.push(id);
      if (answer.status !== undefined) statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      // Nobody listens between two processes; that is no cut.
      else if (answer.error !== 'ECONNREFUSED') cut.push(answer.error);
      await sleep(answer.status === 201 ? pauseMs.answered : pauseMs.refused);
    }
  }

  const calling = Promise.all(Array.from({ length: callers }, call));
  return {
    acknowledged: () => acknowledged.length,
    async end() {
      isEnding = true;
      await calling;
      return { acknowledged, others, statuses, cut };
    },
  };
}

type Answer = { readonly status: number } | { readonly status?: never; readonly error: string };

function post(url: string, token: string, body: object): Promise<Answer> {
  return new Promise((resolve) => {
    const sent = request(url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        authorization: `Bearer ${token}`,
        connection: 'close',
      },
    });
    const failed = (error: Error) =>
      resolve({ error: 'code' in error ? String(error.code) : error.message });
    sent.on('error', failed);
    sent.on('response', (response) => {
      response.resume();
      response.on('error', failed);
      response.on('end', () => resolve({ status: response.statusCode ?? 0 }));
    });
    sent.end(JSON.stringify(body));
  });
}
