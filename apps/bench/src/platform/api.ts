import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { PlatformProcess } from './platform-process.js';

/** A client of the platform that costs little: it runs on the cores that are measured. */
export interface Api {
  /** @throws Error on any other answer than 2xx */
  post(path: string, body: object): Promise<Answer>;
  /** @throws Error on any other answer than 2xx */
  get(path: string): Promise<Answer>;
  close(): void;
}

/** An answer; nobody parses what nobody reads. */
export interface Answer {
  /** Where the events were written, `<log>/<partition>/<offset>`. */
  readonly offset: string | undefined;
  readonly text: string;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Requests of one person; paths begin behind `/api/v1/`. */
export async function apiOf(
  { url, operationsUrl }: Pick<PlatformProcess, 'url' | 'operationsUrl'>,
  person: { readonly role: string; readonly tenant: string },
): Promise<Api> {
  const agent = new Agent({ keepAlive: true });
  const authorization = `Bearer ${await tokenOf(operationsUrl, person)}`;
  const urlOf = (path: string) => new URL(`/api/v1/${path}`, url);
  return {
    post: (path, body) => {
      const headers = {
        ...{ authorization, 'content-type': 'application/json' },
        'idempotency-key': randomUUID(),
      };
      const text = JSON.stringify(body);
      return send({ method: 'POST', url: urlOf(path), headers, body: text }, agent);
    },
    get: (path) => send({ method: 'GET', url: urlOf(path), headers: { authorization } }, agent),
    close: () => agent.destroy(),
  };
}

async function tokenOf(operationsUrl: string, person: object): Promise<string> {
  const response = await fetch(`${operationsUrl}/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  const { token } = (await response.json()) as { readonly token?: string };
  if (!token) throw new Error(`no token: ${response.status}`);
  return token;
}

function send({ method, url, headers, body }: Sent, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { statusCode = 0 } = response;
        if (statusCode < 200 || statusCode > 299) {
          reject(new Error(`${method} ${url.pathname} was answered ${statusCode}: ${text}`));
          return;
        }
        const { 'redress-offset': offset } = response.headers;
        resolve({ offset: typeof offset === 'string' ? offset : undefined, text });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
