import type { ConfigOf, gatewaySettings } from '@redress/config';
import type { ServiceName } from '@redress/contracts';
import { type Replicas, replicasInOrder, replicasInTurns } from './replicas.js';

/** Where the replicas of the services are. */
export interface Upstreams {
  readonly api: Readonly<Record<ServiceName, Replicas>>;
  readonly operations: Readonly<Record<ServiceName, Replicas>>;
}

/** The services as the environment names them. */
export function upstreamsOf(config: ConfigOf<typeof gatewaySettings>): Upstreams {
  const api = (service: ServiceName, urls: readonly string[]) =>
    replicasInTurns(`http://${service}.api`, originsOf(urls));
  // In order, so that the replica that was asked to rebuild is the one that is asked how it went.
  const operations = (service: ServiceName, urls: readonly string[]) =>
    replicasInOrder(`http://${service}.operations`, originsOf(urls));
  return {
    api: {
      intake: api('intake', config.intakeUrl),
      triage: api('triage', config.triageUrl),
      resolution: api('resolution', config.resolutionUrl),
      'follow-up': api('follow-up', config.followUpUrl),
      analytics: api('analytics', config.analyticsUrl),
    },
    operations: {
      intake: operations('intake', config.intakeOperationsUrl),
      triage: operations('triage', config.triageOperationsUrl),
      resolution: operations('resolution', config.resolutionOperationsUrl),
      'follow-up': operations('follow-up', config.followUpOperationsUrl),
      analytics: operations('analytics', config.analyticsOperationsUrl),
    },
  };
}

function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
