import type { ConfigOf, gatewaySettings } from '@redress/config';

/** The five services, in the order of the stages. */
export const services = ['intake', 'triage', 'resolution', 'follow-up', 'analytics'] as const;
export type Service = (typeof services)[number];

/** Where the services are: base URLs without a path. */
export interface Upstreams {
  readonly api: Readonly<Record<Service, string>>;
  readonly operations: Readonly<Record<Service, string>>;
}

/** The services as the environment names them. */
export function upstreamsOf(config: ConfigOf<typeof gatewaySettings>): Upstreams {
  return {
    api: {
      intake: originOf(config.intakeUrl),
      triage: originOf(config.triageUrl),
      resolution: originOf(config.resolutionUrl),
      'follow-up': originOf(config.followUpUrl),
      analytics: originOf(config.analyticsUrl),
    },
    operations: {
      intake: originOf(config.intakeOperationsUrl),
      triage: originOf(config.triageOperationsUrl),
      resolution: originOf(config.resolutionOperationsUrl),
      'follow-up': originOf(config.followUpOperationsUrl),
      analytics: originOf(config.analyticsOperationsUrl),
    },
  };
}

function originOf(url: string): string {
  return new URL(url).origin;
}
