import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer of the platform. */
export interface ApiAnswer<Body = Json> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
  /** The body as it was sent. */
  readonly text: string;
}

/** Whom a request comes from. */
export interface Person {
  readonly role: string;
  /** Tells two people of one role apart: a name or a user id. */
  readonly as?: string;
  readonly tenant?: string;
}

/** A request, where it differs from the plain one. */
export interface RequestExtras {
  /** A new key by default. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What a careful client of one case does: it sends the positions that it has written along, and
 * waits and asks again when the platform says that it is only late. It never sleeps to be in order.
 */
export interface ApiClient {
  post(person: Person, path: string, body?: unknown, extras?: RequestExtras): Promise<ApiAnswer>;
  get<Body = Json>(
    person: Person,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer<Body>>;
  /** The token that these requests carry. */
  token(person: Person): Promise<string>;
  /** What `Redress-After` says at the moment. */
  after(): string;
}

/** Where the platform listens; looked at for each request. */
interface Addresses {
  readonly url: string;
  readonly operationsUrl: string;
}

/** Most positions in one `Redress-After`. */
const afterMax = 8;

/** Tries of a request that is told to come again; a busy machine needs some. */
const triesMax = 12;

/** Tokens by platform and person, because the issuer of a test run is asked often. */
const tokens = new Map<string, Promise<string>>();

/** A client for one case: its requests follow each other. Paths begin behind `/api/v1/`. */
export function apiClient(addresses: Addresses): ApiClient {
  const written = new Map<string, string>();
  const after = () => [...written.values()].slice(-afterMax).join(', ');

  function token({ role, as, tenant = 'acme' }: Person): Promise<string> {
    const { operationsUrl } = addresses;
    const name = JSON.stringify([operationsUrl, role, as, tenant]);
    const known = tokens.get(name) ?? issue(operationsUrl, { role, tenant, ...(as ? { as } : {}) });
    tokens.set(name, known);
    return known;
  }

  async function call(person: Person, path: string, init: RequestInit): Promise<ApiAnswer> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await token(person)}`);
    if (after() && !headers.has('redress-after')) headers.set('redress-after', after());
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(`${addresses.url}/api/v1/${path}`, { ...init, headers });
      const text = await response.text();
      const body = (text ? JSON.parse(text) : {}) as Json;
      const isLate = response.status === 503 && body['retryable'] === true;
      if (isLate && tries < triesMax) {
        await sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
        continue;
      }
      keep(response.headers.get('redress-offset'));
      return { status: response.status, body, headers: response.headers, text };
    }
  }

  function keep(position: string | null): void {
    const log = position?.split('/', 1)[0];
    if (!position || !log) return;
    written.delete(log);
    written.set(log, position);
  }

  return {
    token,
    after,
    post: (person, path, body = {}, { key = randomUUID(), headers = {} } = {}) =>
      call(person, path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      }),
    get: <Body>(person: Person, path: string, headers = {}) =>
      call(person, path, { method: 'GET', headers }) as Promise<ApiAnswer<Body>>,
  };
}

async function issue(operationsUrl: string, person: object): Promise<string> {
  const response = await fetch(`${operationsUrl}/dev/tokens`, {
    method: 'POST',
    body: JSON.stringify(person),
    headers: { 'content-type': 'application/json' },
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`no token for ${JSON.stringify(person)}`);
  return token;
}
