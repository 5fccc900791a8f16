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

/** The same look at every service that this process hosts, in the order of a case. */
export async function ofAllServices<Answer>(
  opsUrl: string,
  path: string,
): Promise<readonly { readonly service: string; readonly answer: Answer }[]> {
  const answers = await Promise.all(
    services.map(async (service) => {
      const answer = await readOperation<Answer>(opsUrl, service, path).catch(unlessElsewhere);
      return answer === undefined ? [] : [{ service, answer }];
    }),
  );
  return answers.flat();
}

/** A service may run in another process, whose operations are on another port. */
function unlessElsewhere(error: unknown): undefined {
  if (error instanceof PlatformError && error.status === 404) return undefined;
  throw error;
}
