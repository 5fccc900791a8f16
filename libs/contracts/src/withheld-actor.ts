import { type Actor, systemActor } from '@redress/kernel';
import { reportEvents } from './triage/report.events.js';

/** Who stands in the place of an actor that is not told outside the service that knows it. */
export const withheldActor: Actor = Object.freeze(systemActor('withheld'));

const { log: reportLog, category: reportCategory } = reportEvents.ReportReceived;

/**
 * True where nobody outside the owner may learn who acted: who takes in a report or assesses it can
 * tell who made it. Copies, topics and histories for others show `withheldActor` there.
 */
export function actorIsWithheld({ log, category }: { log: string; category: string }): boolean {
  return log === reportLog && category === reportCategory;
}
