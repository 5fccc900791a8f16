import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { cdnowPurchases, type PurchaseInput } from './cdnow-purchase.js';
import { cfpbCases, type HistoricCaseInput } from './cfpb-case.js';
import { csvRows, type FileRow } from './delimited-rows.js';
import { type ImportProgress, importProgress } from './import-progress.js';
import {
  countRejected,
  countResult,
  emptyReport,
  type ImportReport,
  type ItemResult,
} from './import-report.js';
import { PlatformError, requestJson } from './platform-client.js';

export const importFormats = ['cfpb', 'cdnow'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Rows a request; far below the limits of a body, and one group commit of the log. */
const batchRows = 100;

/** Tries of one batch while the platform is busy or restarting, one second apart and doubling. */
const triesMax = 6;

interface ImportTarget {
  readonly url: string;
  readonly token: string;
}

/** A row that is ready to be sent. */
type ReadyRow<Value> = Extract<FileRow<Value>, { ok: true }>;

/**
 * Streams a file into the platform, batch after batch, each acknowledged before the next is sent.
 * Every row is known by its reference, so a run that was killed is simply run again.
 */
export async function importFile(
  path: string,
  format: ImportFormat,
  target: ImportTarget,
): Promise<ImportReport> {
  const { size } = await stat(path);
  const progress = importProgress(size);
  const startedAt = performance.now();
  const report = emptyReport();
  try {
    if (format === 'cfpb') await importCases(path, target, report, progress);
    else await importPurchases(path, target, report, progress);
  } finally {
    progress.stop();
  }
  report.seconds = Math.round(performance.now() - startedAt) / 1000;
  return report;
}

async function importCases(
  path: string,
  target: ImportTarget,
  report: ImportReport,
  progress: ImportProgress,
): Promise<void> {
  const readCase = cfpbCases();
  async function* cases(): AsyncGenerator<FileRow<HistoricCaseInput>> {
    for await (const row of csvRows(path, progress.bytes)) yield readCase(row);
  }
  await inBatches(cases(), report, progress, (rows) =>
    send(`${target.url}/api/v1/complaints/historic-cases`, target, rows, (row) => row.value),
  );
}

async function importPurchases(
  path: string,
  target: ImportTarget,
  report: ImportReport,
  progress: ImportProgress,
): Promise<void> {
  await inBatches(cdnowPurchases(path, progress.bytes), report, progress, (rows) =>
    send(`${target.url}/api/v1/customers/purchases`, target, rows, ({ value }) => ({
      source: 'CDNOW',
      ...value,
    })),
  );
}

async function inBatches<Value extends HistoricCaseInput | PurchaseInput>(
  rows: AsyncIterable<FileRow<Value>>,
  report: ImportReport,
  progress: ImportProgress,
  sendBatch: (rows: readonly ReadyRow<Value>[]) => Promise<ItemResult[]>,
): Promise<void> {
  let batch: ReadyRow<Value>[] = [];
  const flush = async () => {
    const sent = batch;
    batch = [];
    for (const item of await sendBatch(sent)) {
      countResult(report, sent[item.index]?.line ?? 0, item);
    }
    progress.rows(sent.length);
  };
  for await (const row of rows) {
    if (row.ok) batch.push(row);
    else countRejected(report, row);
    if (batch.length === batchRows) await flush();
  }
  if (batch.length > 0) await flush();
}

/**
 * Sends one batch. A row that the platform cannot even read is taken out and reported, and the
 * others are sent again: the same rows under the same references do no harm.
 */
async function send<Value>(
  url: string,
  target: ImportTarget,
  rows: readonly ReadyRow<Value>[],
  itemOf: (row: ReadyRow<Value>) => unknown,
): Promise<ItemResult[]> {
  const unreadable = new Map<number, ItemResult>();
  for (let tries = 1; ; ) {
    const sent = [...rows.keys()].filter((index) => !unreadable.has(index));
    if (sent.length === 0) return [...unreadable.values()];
    try {
      const items = sent.map((index) => itemOf(rows[index] as ReadyRow<Value>));
      const answer = await requestJson({
        method: 'POST',
        url,
        headers: {
          authorization: `Bearer ${target.token}`,
          'idempotency-key': randomUUID(),
        },
        body: { items },
      });
      const { results } = answer as { results: ItemResult[] };
      const answered = results.map((item) => ({ ...item, index: sent[item.index] ?? -1 }));
      return [...unreadable.values(), ...answered];
    } catch (error) {
      const found = unreadableItems(error, sent);
      if (found.length > 0) {
        for (const item of found) unreadable.set(item.index, item);
      } else if (isPassing(error) && tries < triesMax) {
        await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** (tries - 1)));
        tries += 1;
      } else {
        throw error;
      }
    }
  }
}

/** The items that a refusal of the whole body complains about, by index of the batch. */
function unreadableItems(error: unknown, sent: readonly number[]): ItemResult[] {
  if (!(error instanceof PlatformError) || error.status !== 400) return [];
  const faults = error.context?.['errors'];
  if (!Array.isArray(faults)) return [];
  const found = new Map<number, ItemResult>();
  for (const { path = '', problem = '' } of faults as { path?: string; problem?: string }[]) {
    const match = /^items\[(\d+)\]\.?(.*)$/.exec(path);
    const index = match ? sent[Number(match[1])] : undefined;
    if (index === undefined) continue;
    const detail = `${match?.[2] ?? ''} ${problem}`.trim();
    found.set(index, { index, result: 'rejected', code: error.code, detail });
  }
  return [...found.values()];
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof PlatformError)) return false;
  return error.code === 'UNREACHABLE' || error.status === 503 || error.status === 429;
}
