import type { CsvTable } from '@redress/edge';
import type { WhatIfChange } from '../../read-models/what-if/what-if-change.js';
import type { WhatIfRun } from '../../read-models/what-if/what-if-runs.query.js';
import type { RiskReader } from '../risk/risk-reader.js';
import type { WhatIfRunView } from './what-if.dto.js';

/** A run as the API shows it. */
export function runOf({ inputs, ...run }: WhatIfRun): WhatIfRunView {
  const { at, base, other } = inputs;
  const { id, state, createdAt, expiresAt, ...rest } = run;
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { id, state, at, base, other, ...rest, ...times };
}

/** A change as this reader sees it; ids of facts may name a customer, or their complaint. */
export function changeFor({ shape, shown }: RiskReader, change: WhatIfChange): WhatIfChange {
  if (shape !== 'PSEUDONYMS') return change;
  const firstDivergence = { ...change.firstDivergence, factId: null, factIds: [] };
  return { ...change, customerId: shown(change.customerId), firstDivergence };
}

const columns = [
  ...['customerId', 'tierBefore', 'scorePtsBefore', 'proposedBefore'],
  ...['tierAfter', 'scorePtsAfter', 'proposedAfter'],
  ...['partedAt', 'cause', 'factId', 'needsConfirmation'],
];

/** The table of an export of changes. */
export function changesTable(
  reader: RiskReader,
  pages: AsyncIterable<readonly WhatIfChange[]>,
): CsvTable {
  async function* lines() {
    for await (const page of pages) {
      yield page.map((each) => {
        const { customerId, before, after, firstDivergence, needsConfirmation } = changeFor(
          reader,
          each,
        );
        const { at, cause, factId } = firstDivergence;
        return [
          ...[customerId, before.tier, before.scorePts, before.proposed],
          ...[after.tier, after.scorePts, after.proposed],
          ...[at, cause, factId, needsConfirmation],
        ];
      });
    }
  }
  return { name: 'what-if', columns, pages: lines() };
}
