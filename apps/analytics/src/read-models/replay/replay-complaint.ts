import type { Uuid } from '@redress/kernel';
import type { CaseState } from '../../domain/case-state.js';
import { casesProjection } from '../cases/cases.projection.js';

/** A case as it stood at a moment: the fields of the board's read model, and its id. */
export interface ComplaintThen {
  readonly complaintId: Uuid;
  readonly [field: string]: unknown;
}

/** What was known of a case at a moment; undefined before its receipt. */
export function complaintThen(state: CaseState | undefined, id: Uuid): ComplaintThen | undefined {
  const row = state && casesProjection.row(state);
  if (!row) return undefined;
  const fields = Object.entries(row).map(([column, value]) => [inCamelCase(column), value]);
  return { complaintId: id, ...Object.fromEntries(fields) };
}

function inCamelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
