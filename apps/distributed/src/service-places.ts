import type { Environment } from '@redress/config';
import { freePorts } from '@redress/servers';

/** The services by name, with what stands for them in names of variables. */
const variables = {
  intake: 'INTAKE',
  triage: 'TRIAGE',
  resolution: 'RESOLUTION',
  'follow-up': 'FOLLOW_UP',
  analytics: 'ANALYTICS',
} as const;

/** One process of a service: where it listens. */
export interface ServicePlace {
  readonly service: keyof typeof variables;
  readonly port: number;
  readonly operationsPort: number;
}

const services = Object.keys(variables) as (keyof typeof variables)[];

/** Free places for so many processes of each service, on this machine. */
export async function servicePlaces(replicas: number): Promise<ServicePlace[]> {
  const ports = await freePorts(2 * replicas * services.length);
  const take = () => ports.pop() ?? 0;
  return Array.from({ length: replicas }).flatMap(() =>
    services.map((service) => ({ service, port: take(), operationsPort: take() })),
  );
}

/** What tells a process its place. */
export function listeningAt({ port, operationsPort }: ServicePlace): Environment {
  return { REDRESS_PORT: String(port), REDRESS_OPERATIONS_PORT: String(operationsPort) };
}

/**
 * What tells the gateway of all places. Those that the environment names already are kept, behind
 * ours: somebody starts more processes of a service elsewhere.
 */
export function gatewayAddresses(
  places: readonly ServicePlace[],
  environment: Environment,
): Environment {
  const list = (variable: string, ports: readonly number[]) => {
    const given = environment[variable];
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    return [variable, [...urls, ...(given ? [given] : [])].join(',')];
  };
  return Object.fromEntries(
    services.flatMap((service) => {
      const own = places.filter((place) => place.service === service);
      const name = `REDRESS_${variables[service]}`;
      return [
        list(
          `${name}_URL`,
          own.map(({ port }) => port),
        ),
        list(
          `${name}_OPERATIONS_URL`,
          own.map(({ operationsPort }) => operationsPort),
        ),
      ];
    }),
  );
}
