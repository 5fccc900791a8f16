import type { ServiceName } from '@redress/contracts';

/** The group whose handlers note facts of other services in the streams of a service. */
export function casesGroup(service: ServiceName): string {
  return `${service}.cases`;
}

/** The group that copies all logs into the journal of a service. */
export function journalGroup(service: ServiceName): string {
  return `${service}.journal`;
}
