import { type ServiceName, serviceNames } from '@redress/contracts';

/** The nouns of `/api/v1/<noun>`, each served by one service. */
const nounsOf: Readonly<Record<ServiceName, readonly string[]>> = {
  intake: [
    ...['complaints', 'customers', 'evidence', 'suggestions', 'tenants', 'users', 'teams'],
    ...['departments', 'erasures', 'legal-holds'],
  ],
  triage: [
    ...['investigations', 'clocks', 'queues', 'incidents', 'reports', 'calendars', 'taxonomies'],
  ],
  resolution: [
    ...['resolutions', 'concessions', 'authority-policies', 'restrictions', 'appeals', 'crises'],
  ],
  'follow-up': [
    ...['closures', 'feedback-forms', 'surveys', 'capas', 'care-plans', 'churn-cases', 'plans'],
    ...['drills', 'knowledge', 'competences'],
  ],
  analytics: [
    ...['cases', 'risk', 'risk-policies', 'replay', 'what-if', 'indicators', 'warnings'],
    'certificates',
  ],
};

// A service's own name leads to the history of its logs.
const serviceByNoun: ReadonlyMap<string, ServiceName> = new Map(
  serviceNames.flatMap((service) =>
    [service, ...nounsOf[service]].map((noun): [string, ServiceName] => [noun, service]),
  ),
);

/** The service behind a path that begins with `/api/v1/<noun>`; undefined for an unknown noun. */
export function serviceOfPath(path: string): ServiceName | undefined {
  const [, noun = ''] = /^\/api\/v1\/([^/?#]+)/.exec(path) ?? [];
  return serviceByNoun.get(noun);
}

/** The service behind `/ops/<service>/…` or `/metrics/<service>`. */
export function serviceNamed(name: string): ServiceName | undefined {
  return serviceNames.find((service) => service === name);
}
