import type { EventOf, complaintEvents } from '@redress/contracts';
import type { CaseFact } from '../domain/closure-command.js';

type HistoricFacts = EventOf<typeof complaintEvents.HistoricCaseRecorded>['data']['facts'];
type HistoricEnd = Omit<Extract<CaseFact, { type: 'HistoricCaseCorrected' }>, 'type'>;

/** What another system's facts say of the end of a case. */
export function historicEndOf({ standing, response, disputed }: HistoricFacts): HistoricEnd {
  return {
    standing,
    ...(response === undefined ? {} : { response }),
    ...(disputed === undefined ? {} : { disputed }),
  };
}
