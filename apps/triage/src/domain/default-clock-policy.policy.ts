import type { ClockPolicyDraft } from './time-policy-command.js';

const HOUR = 3_600;

/** The promises that a tenant makes until it publishes its own. */
export const defaultClockPolicy: ClockPolicyDraft = {
  targets: [
    { kind: 'ACK', basis: 'ELAPSED', targetSec: HOUR },
    { kind: 'ACK_LIMIT', basis: 'ELAPSED', targetSec: 24 * HOUR },
    { kind: 'PLAN', basis: 'ELAPSED', targetSec: 24 * HOUR },
    { kind: 'UPDATE', severity: 'S1', basis: 'ELAPSED', targetSec: 24 * HOUR },
    { kind: 'UPDATE', basis: 'BUSINESS', targetDays: 3 },
    { kind: 'RESOLVE', severity: 'S1', basis: 'ELAPSED', targetSec: 24 * HOUR },
    { kind: 'RESOLVE', severity: 'S2', basis: 'BUSINESS', targetDays: 3 },
    { kind: 'RESOLVE', severity: 'S3', basis: 'BUSINESS', targetDays: 7 },
    { kind: 'RESOLVE', severity: 'S4', basis: 'BUSINESS', targetDays: 15 },
    { kind: 'RESPONSE', basis: 'BUSINESS', targetDays: 10 },
    { kind: 'DEPT_REPLY', basis: 'BUSINESS', targetDays: 2 },
    { kind: 'DISPUTE', basis: 'BUSINESS', targetDays: 3 },
  ],
  warnPcts: [50, 75, 90],
  thirdPartyPauseDays: 20,
};
