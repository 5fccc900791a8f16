import type { ServiceName } from '@redress/contracts';
import { PlatformError, requestJson } from './platform-client.js';

/** By their type alone: to load the contracts would take longer than most verbs do. */
const services: readonly ServiceName[] = [
  'intake',
  'triage',
  'resolution',
  'follow-up',
  'analytics',
];

/** The same look at every service, in the order of a case. */
export interface LookAtAll<Answer> {
  readonly answers: readonly { readonly service: string; readonly answer: Answer }[];
  /** A line for each service that did not answer, or not this. */
  readonly missing: readonly string[];
}

/** Looks at what a service offers its operators. Throws PlatformError. */
export async function readOperation<Answer>(
  opsUrl: string,
  service: string,
  path: string,
): Promise<Answer> {
  return (await requestJson({ method: 'GET', url: `${opsUrl}/ops/${service}/${path}` })) as Answer;
}

/** Does what a service offers its operators. Throws PlatformError. */
export async function doOperation<Answer>(
  opsUrl: string,
  service: string,
  path: string,
  body: Readonly<Record<string, string>>,
): Promise<Answer> {
  const url = `${opsUrl}/ops/${service}/${path}`;
  return (await requestJson({ method: 'POST', url, body })) as Answer;
}

/**
 * The same look at every service whose operations are at this address; what one of them does not answer
 * hides nothing of the others. A service may run in another process, whose operations are elsewhere.
 *
 * @throws PlatformError NOT_OPERATIONS where no service at all is, UNREACHABLE where nobody listens,
 *   NOT_READY where none answers
 */
export async function lookAtAll<Answer>(opsUrl: string, path: string): Promise<LookAtAll<Answer>> {
  const looks = await Promise.all(
    services.map(async (service) =>
      readOperation<Answer>(opsUrl, service, path).then(
        (answer) => ({ service, answer }),
        (error: unknown) => ({ service, error: refusalOf(error) }),
      ),
    ),
  );
  const answers = looks.flatMap((look) => ('answer' in look ? [look] : []));
  const refused = looks
    .flatMap((look) => ('error' in look ? [look] : []))
    .filter(({ error }) => error.status !== 404);
  if (answers.length === 0 && refused.length === 0) throw notOperations(opsUrl);
  const missing = refused.map(({ service, error }) => missingLine(service, error));
  if (answers.length === 0) requireAll({ missing });
  return { answers, missing };
}

/** Where a part would be mistaken for the whole; also after it was shown. Throws PlatformError. */
export function requireAll({ missing }: Pick<LookAtAll<never>, 'missing'>): void {
  if (missing.length > 0) throw new PlatformError('NOT_READY', missing.join('; '));
}

/** What nobody looked at is not in order: a look at nothing is refused. Throws PlatformError. */
export function requireSome(found: readonly unknown[], what: string, opsUrl: string): void {
  if (found.length > 0) return;
  throw new PlatformError('NOTHING_THERE', `the services at ${opsUrl} have no ${what}`);
}

function notOperations(opsUrl: string): PlatformError {
  const detail = `${opsUrl} is not the operations port; look at REDRESS_OPERATIONS_URL`;
  return new PlatformError('NOT_OPERATIONS', detail);
}

function missingLine(service: string, { code, message }: PlatformError): string {
  return code === 'NOT_READY' ? `${service} does not answer` : `${service}: ${code}: ${message}`;
}

/** Where nobody listens there is one thing to say, not one of each service. */
function refusalOf(error: unknown): PlatformError {
  if (error instanceof PlatformError && error.code !== 'UNREACHABLE') return error;
  throw error;
}
