import { type AnyEventOf, defineEvents } from '../event-definition.js';
import { t } from '../schema.js';

/** That a rule was tried on history, with what, and what came of it. Nothing else follows from it. */
export const whatIfEvents = defineEvents(
  { log: 'analytics', category: 'what-if' },
  {
    WhatIfRun: {
      version: 1,
      data: t.object({
        policy: t.oneOf(['RISK']),
        /** Last recorded time that was taken into account. */
        at: t.timestamp(),
        baseVersion: t.int(1, 1_000_000),
        inputsHash: t.sha256(),
        resultHash: t.sha256(),
        customers: t.int(0, 1_000_000_000),
        changed: t.int(0, 1_000_000_000),
      }),
    },
  },
);

export type WhatIfEvent = AnyEventOf<typeof whatIfEvents>;
