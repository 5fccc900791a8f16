import { brightSpotKinds, creditKinds, incidentFactors } from '@redress/contracts';
import fc from 'fast-check';
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
} from './risk-story.setup.js';

/** Facts that properties are tried on; incidents from today back to years ago. */
export const severity = fc.integer({ min: 1, max: 5 });
export const factor = fc.constantFrom(...incidentFactors);
export const age = fc.integer({ min: 0, max: 500 });

export const incident = fc
  .tuple(fc.constantFrom(reported, confirmed, confirmed), factor, severity, age, fc.nat(9))
  .map(([make, code, grave, days, chance]) => {
    const made = make(code, grave, days);
    return chance === 0 ? rejected(made) : made;
  });

export const brightSpot = fc
  .tuple(fc.constantFrom(...brightSpotKinds), age)
  .map(([kind, days]) => brightSpots(kind, 1, days)[0])
  .filter((spot) => spot !== undefined);

const payment = fc
  .record({ kind: fc.constantFrom(...creditKinds), grave: severity, days: age, no: fc.nat(3) })
  .map(({ kind, grave, days, no }) => ({
    ...{ creditId: `P-${no}`, source: 'BANK', kind, severity: grave, ...daysAgo(days) },
  }));

const response = fc
  .tuple(age, fc.integer({ min: 1, max: 4 }), fc.boolean())
  .map(([days, round, right]) => ({ ...upheld(days, round), upheld: right }));

const returned = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 5), age)
  .map(([grave, days]) => returnOfSeverity(grave as 1 | 2 | 3 | 4 | 5, days));

const registered = fc.option(
  fc.integer({ min: 0, max: 4_000 }).map((days) => daysAgo(days)),
  { nil: null },
);

/** A customer with a past of any kind. */
export const anybody: fc.Arbitrary<IdentityFacts> = fc
  .record({
    incidents: fc.array(incident, { maxLength: 6 }),
    brightSpots: fc.array(brightSpot, { maxLength: 6 }),
    creditFacts: fc.array(payment, { maxLength: 4 }),
    responses: fc.array(response, { maxLength: 4 }),
    returns: fc.array(returned, { maxLength: 3 }),
    registered,
  })
  .map((facts) => ({ ...customer, ...facts }));
