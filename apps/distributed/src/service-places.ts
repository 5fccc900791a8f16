import type { Environment } from '@redress/config';
import { type ServiceName, serviceNames } from '@redress/contracts';
import { freePorts } from '@redress/servers';

/** One process of a service: where it listens. */
export interface ServicePlace {
  readonly service: ServiceName;
  readonly port: number;
  readonly operationsPort: number;
}

/** Free places for so many processes of each service, on this machine. */
export async function servicePlaces(replicas: number): Promise<ServicePlace[]> {
  const ports = await freePorts(2 * replicas * serviceNames.length);
  const take = () => ports.pop() ?? 0;
  return Array.from({ length: replicas }).flatMap(() =>
    serviceNames.map((service) => ({ service, port: take(), operationsPort: take() })),
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
    serviceNames.flatMap((service) => {
      const own = places.filter((place) => place.service === service);
      const name = `REDRESS_${service.toUpperCase().replaceAll('-', '_')}`;
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
