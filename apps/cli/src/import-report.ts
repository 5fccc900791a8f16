/** What the platform answered for one item of a batch. */
export interface ItemResult {
  readonly index: number;
  readonly result: 'created' | 'unchanged' | 'corrected' | 'rejected';
  readonly code?: string;
  readonly detail?: string;
  readonly flags?: readonly string[];
  readonly promiseKept?: boolean;
}

/** The document that `redress import --json` prints. */
export interface ImportReport {
  rows: number;
  created: number;
  unchanged: number;
  corrected: number;
  rejected: number;
  flagged: { suspectedDuplicate: number; sentBeforeReceived: number };
  promise: { kept: number; broken: number };
  seconds: number;
  errors: { line: number; code: string; detail: string }[];
}

/** Most errors that are listed one by one; all are counted. */
export const listedErrorsMax = 1_000;

export function emptyReport(): ImportReport {
  return {
    rows: 0,
    created: 0,
    unchanged: 0,
    corrected: 0,
    rejected: 0,
    flagged: { suspectedDuplicate: 0, sentBeforeReceived: 0 },
    promise: { kept: 0, broken: 0 },
    seconds: 0,
    errors: [],
  };
}

/** Counts one row that was refused, by us or by the platform. */
export function countRejected(
  report: ImportReport,
  error: { line: number; code: string; detail: string },
): void {
  report.rows += 1;
  report.rejected += 1;
  if (report.errors.length < listedErrorsMax) report.errors.push(error);
}

/** Counts the platform's answer for the row that stands in the given line. */
export function countResult(report: ImportReport, line: number, item: ItemResult): void {
  if (item.result === 'rejected') {
    const { code = 'UNKNOWN', detail = '' } = item;
    countRejected(report, { line, code, detail });
    return;
  }
  report.rows += 1;
  report[item.result] += 1;
  if (item.flags?.includes('SUSPECTED_DUPLICATE')) report.flagged.suspectedDuplicate += 1;
  if (item.flags?.includes('SENT_BEFORE_RECEIVED')) report.flagged.sentBeforeReceived += 1;
  if (item.promiseKept === true) report.promise.kept += 1;
  if (item.promiseKept === false) report.promise.broken += 1;
}
