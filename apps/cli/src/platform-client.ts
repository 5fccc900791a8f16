/** Where the platform listens, and who we are to it. */
export interface PlatformAddress {
  /** e.g. `http://127.0.0.1:4400` */
  readonly url: string;
  /** The operations port, e.g. `http://127.0.0.1:4401`. */
  readonly opsUrl: string;
  /** A bearer token; without one the development issuer is asked for one. */
  readonly token?: string;
  readonly tenant: string;
}

/** The platform refused, or could not be reached. The code is the problem's own, or `UNREACHABLE`. */
export class PlatformError extends Error {
  constructor(
    readonly code: string,
    detail: string,
    readonly status?: number,
    readonly context?: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
    this.name = 'PlatformError';
  }
}

/** Longest wait for one answer; an import batch on a busy machine takes seconds, not minutes. */
const answerTimeoutMs = 120_000;

interface JsonRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends JSON and reads JSON. Throws PlatformError with the code of the problem document. */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { 'content-type': 'application/json', ...request.headers },
      signal: AbortSignal.timeout(answerTimeoutMs),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.cause ?? error.message) : error;
    throw new PlatformError(
      'UNREACHABLE',
      `no answer from ${request.url} (${String(reason)}): start the platform (npm start), or say ` +
        'where it is with REDRESS_URL and REDRESS_OPERATIONS_URL',
    );
  }
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : parseJson(text, request.url);
  if (response.ok) return answer;
  const problem = answer as { code?: string; detail?: string; context?: Record<string, unknown> };
  throw new PlatformError(
    problem?.code ?? `HTTP_${response.status}`,
    problem?.detail ?? response.statusText,
    response.status,
    problem?.context,
  );
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlatformError('NOT_JSON', `${url} did not answer JSON; is it this platform?`);
  }
}

/** A token of the development issuer, which only the embedded default has, on loopback. */
export async function developmentToken(
  { opsUrl, tenant }: Pick<PlatformAddress, 'opsUrl' | 'tenant'>,
  role: string,
  as?: string,
): Promise<string> {
  const body = { role, tenant, ...(as ? { as } : {}) };
  try {
    const answer = await requestJson({ method: 'POST', url: `${opsUrl}/dev/tokens`, body });
    return (answer as { token: string }).token;
  } catch (error) {
    if (!(error instanceof PlatformError) || error.status !== 404) throw error;
    const detail = 'this platform has a real issuer: put a token of it into REDRESS_TOKEN';
    throw new PlatformError('NO_DEVELOPMENT_ISSUER', detail, error.status);
  }
}
