import { brightSpotKinds, creditKinds, incidentFactors } from '@redress/contracts';
import type { IdentityFacts } from './identity-facts.js';
import {
  brightSpots,
  confirmed,
  customer,
  daysAgo,
  rejected,
  reported,
  returnOfSeverity,
  upheld,
} from '../score/risk-story.setup.js';

/** Days back that facts of properties lie. */
const MAX_AGE = 500;

/**
 * A customer with a past of any kind, told by numbers from 0 on, of which as many are taken as are
 * needed: properties have them drawn, so that what fails can be told again.
 */
export function somebody(numbers: Iterator<number>): IdentityFacts {
  const below = (count: number): number => (numbers.next().value as number) % count;
  const among = <Of>(list: readonly [Of, ...Of[]]): Of => list[below(list.length)] ?? list[0];
  const several = <Of>(most: number, make: () => Of): Of[] =>
    Array.from({ length: below(most + 1) }, make);
  const days = () => below(MAX_AGE);
  const severity = () => below(5) + 1;

  function incident() {
    const made = among([reported, confirmed, confirmed])(
      among(incidentFactors),
      severity(),
      days(),
    );
    return below(10) === 0 ? rejected(made) : made;
  }

  function payment() {
    const kind = among(creditKinds);
    const creditId = `P-${below(3)}`;
    return { creditId, source: 'BANK', kind, severity: severity(), ...daysAgo(days()) };
  }

  return {
    ...customer,
    incidents: several(6, incident),
    brightSpots: several(6, () => brightSpots(among(brightSpotKinds), 1, days())).flat(),
    creditFacts: several(4, payment),
    responses: several(4, () => ({ ...upheld(days(), below(4) + 1), upheld: below(2) === 0 })),
    returns: several(3, () => returnOfSeverity(among([1, 2, 3, 4, 5]), days())),
    registered: below(2) === 0 ? null : daysAgo(below(4_000)),
  };
}
