import { chainPast, messageOfHistory, ownerOf } from '@redress/contracts';
import { EventsMissingError, readEvent } from './read-event.mjs';

/** Records of one request. */
const limit = 500;

/**
 * Reads on over HTTP, from what is proven to what the log has now: what the topic no longer keeps. The
 * progress is saved after each page.
 *
 * @typedef {import('./progress.mjs').Progress} Progress
 * @typedef {import('@redress/contracts').LogName} LogName
 * @param {{ readonly url: string, readonly token: string }} api where Redress is, and who asks
 * @param {{ readonly log: LogName, readonly partition: number }} of
 * @param {Progress} progress with a range: a history has no gap at its beginning
 * @param {(progress: Progress) => void} save
 * @throws {EventsMissingError | import('./read-event.mjs').EventUnreadableError | Error}
 */
export async function readHistory(api, { log, partition }, progress, save) {
  for (let end = Infinity; (progress.range?.upTo ?? -1) < end; ) {
    const page = await fetchPage(api, { log, partition }, progress.range?.upTo ?? -1);
    for (const step of stepsOf(page)) progress = step(log, progress);
    save(progress);
    // A log that has nothing new has the end that we have.
    end = page.upTo === page.after ? page.upTo : page.end;
  }
}

/**
 * @typedef {import('@redress/contracts').HistoryPage} HistoryPage
 * @param {{ readonly url: string, readonly token: string }} api
 * @param {{ readonly log: LogName, readonly partition: number }} of
 * @param {number} after
 * @returns {Promise<HistoryPage>}
 */
async function fetchPage({ url, token }, { log, partition }, after) {
  const path = `/api/v1/${ownerOf[log]}/logs/${log}/partitions/${partition}/events`;
  const headers = { authorization: `Bearer ${token}` };
  const asked = `${url.replace(/\/+$/, '')}${path}?after=${after}&limit=${limit}`;
  const answer = await fetch(asked, { headers }).catch((error) => {
    throw new Error(`no answer from ${url}: ${error.cause?.message || error.message}`);
  });
  const text = await answer.text();
  if (!answer.ok) {
    // Of the page of a stranger a line is enough.
    const said = text.replace(/\s+/g, ' ').slice(0, 200);
    throw new Error(`${path} answered ${answer.status}: ${said}`);
  }
  if (answer.headers.get('content-type')?.startsWith('application/json')) return JSON.parse(text);
  throw new Error(`${url} is not the address of Redress: ${path} is no JSON there`);
}

/**
 * What a page changes of a progress, one offset after another: ours are counted, others passed over.
 *
 * @param {HistoryPage} page
 * @returns {readonly ((log: string, progress: Progress) => Progress)[]}
 */
function stepsOf({ partition, items, elsewhere }) {
  const events = items.map((item) => ({
    at: Number(item['logoffset']),
    /** @type {(log: string, progress: Progress) => Progress} */
    step: (log, progress) => {
      const record = { ...messageOfHistory(partition, item), offset: progress.next };
      return { ...readEvent(log, progress, record), next: progress.next };
    },
  }));
  const spans = elsewhere.map((span) => ({
    at: span.from,
    /** @type {(log: string, progress: Progress) => Progress} */
    step: (log, progress) => {
      const { kind, range } = chainPast(progress.range ?? { after: -1, upTo: -1 }, span);
      if (kind !== 'HOLE') return { ...progress, range };
      throw new EventsMissingError(`${log}/${partition}/${span.from} follows ${range.upTo}`);
    },
  }));
  return [...events, ...spans].sort((one, other) => one.at - other.at).map(({ step }) => step);
}
