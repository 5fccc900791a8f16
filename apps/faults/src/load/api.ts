import { Agent, request } from 'node:http';
import type { Addresses } from '../cluster/product.js';
import type { Command } from './commands.js';

/** An answer of the product, or none: status 0. */
export interface ApiAnswer {
  readonly status: number;
  readonly position: string | undefined;
  readonly code: string | undefined;
  /** True where the product asks to be asked again. */
  readonly isRetryable: boolean;
}

/** Sends commands to the gateway. */
export interface Api {
  post(command: Command, key: string): Promise<ApiAnswer>;
  /** Reads something; answers whether it was there. */
  get(tenant: string, role: string, path: string): Promise<boolean>;
  close(): void;
}

/** Who waits longer knows no more. */
const timeoutMs = 10_000;

const none: ApiAnswer = { status: 0, position: undefined, code: undefined, isRetryable: true };

interface Raw {
  readonly status: number;
  readonly position: string | undefined;
  readonly text: string;
}

/** A client that costs little, because it shares the cores with what it loads. */
export function apiOf({ url, operationsUrl }: Addresses): Api {
  const agent = new Agent({ keepAlive: true });
  const tokens = new Map<string, Promise<string>>();

  function tokenOf(tenant: string, role: string): Promise<string> {
    const name = `${tenant}/${role}`;
    const known = tokens.get(name) ?? issued(operationsUrl, { tenant, role });
    tokens.set(name, known);
    known.catch(() => tokens.delete(name));
    return known;
  }

  function send(
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Raw> {
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent, timeout: timeoutMs };
      const sent = request(new URL(`/api/v1/${path}`, url), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const position = response.headers['redress-offset'];
          resolve({
            status: response.statusCode ?? 0,
            position: typeof position === 'string' ? position : undefined,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.once('error', reject);
      sent.end(body);
    });
  }

  return {
    async post({ tenant, role, path, body, after }, key) {
      try {
        const authorization = `Bearer ${await tokenOf(tenant, role)}`;
        const headers = {
          ...{ authorization, 'content-type': 'application/json' },
          'idempotency-key': key,
          ...(after ? { 'redress-after': after } : {}),
        };
        return answerOf(await send('POST', path, headers, JSON.stringify(body)));
      } catch {
        return none;
      }
    },
    async get(tenant, role, path) {
      try {
        const authorization = `Bearer ${await tokenOf(tenant, role)}`;
        return (await send('GET', path, { authorization })).status === 200;
      } catch {
        return false;
      }
    },
    close: () => agent.destroy(),
  };
}

function answerOf({ status, position, text }: Raw): ApiAnswer {
  const { code, retryable } = problemOf(status < 400 ? '' : text);
  return { status, position, code, isRetryable: status >= 500 || retryable === true };
}

function problemOf(text: string): { readonly code?: string; readonly retryable?: boolean } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function issued(operationsUrl: string, person: object): Promise<string> {
  const response = await fetch(`${operationsUrl}/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { token } = (await response.json()) as { readonly token?: string };
  if (!token) throw new Error(`no token: ${response.status}`);
  return token;
}
