import { setTimeout as sleep } from 'node:timers/promises';

/** Tries of a request that is told to come again: a slow machine catches up. */
const triesMax = 12;

/** Gives a token for a role of the demo tenant; `as` tells two people of one role apart. */
export type TokenFor = (role: string, as?: string) => Promise<string>;

/** One command of the demo, as a person would send it. */
export interface DemoStep {
  readonly role: string;
  readonly as?: string;
  readonly path: string;
  /** What to send; a function where it depends on what the platform made. */
  readonly body: object | ((client: DemoClient) => Promise<object>);
}

/**
 * Talks to the running platform over HTTP like any other client. It keeps the positions that were
 * written and sends them along, so that each step meets services that have heard of the last.
 */
export interface DemoClient {
  /** Sends a command under a key of its own: loading the demo twice changes nothing. */
  send(key: string, step: DemoStep): Promise<void>;
  /** Reads; undefined when there is no such thing. */
  read(path: string, role: string): Promise<unknown>;
}

/** A client for one case: its steps follow each other. */
export function demoClient(url: string, tokenFor: TokenFor): DemoClient {
  const written = new Map<string, string>();

  async function call(path: string, init: RequestInit, role: string, as?: string) {
    const after = [...written.values()].slice(-8).join(', ');
    const headers = {
      ...init.headers,
      authorization: `Bearer ${await tokenFor(role, as)}`,
      'content-type': 'application/json',
      ...(after ? { 'redress-after': after } : {}),
    };
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${url}${path}`, { ...init, headers });
      const text = await response.text();
      const retryAfter = response.headers.get('retry-after');
      if (retryAfter === null || tries === triesMax) {
        return { response, body: text ? (JSON.parse(text) as { code?: string }) : undefined };
      }
      await sleep(1_000 * Number(retryAfter));
    }
  }

  const client: DemoClient = {
    async send(key, { role, as, path, body }) {
      const { response, body: answer } = await call(
        path,
        {
          method: 'POST',
          body: JSON.stringify(typeof body === 'function' ? await body(client) : body),
          headers: { 'idempotency-key': key },
        },
        role,
        as,
      );
      if (!response.ok) {
        throw new Error(`the demo was refused at ${path}: ${JSON.stringify(answer)}`);
      }
      const position = response.headers.get('redress-offset');
      const log = position?.split('/', 1)[0];
      if (position && log) {
        written.delete(log);
        written.set(log, position);
      }
    },
    async read(path, role) {
      const { response, body } = await call(path, { method: 'GET' }, role);
      if (response.ok) return body;
      if (response.status === 404) return undefined;
      throw new Error(`the demo could not read ${path}: ${JSON.stringify(body)}`);
    },
  };
  return client;
}
