import { failpoint } from '@redress/config';
import { isTransient, type LogRecord, type Tx } from '@redress/event-log';
import { millisOf } from '@redress/kernel';
import { BusError } from './bus.error.js';
import { advanceFenced, type ConsumerContext, placeOf } from './consumer-context.js';
import { applyGuarded, failureOf, isFatal } from './failure.js';
import type { ParkedEvent } from './parking-lot.port.js';
import { eventNameOf, type RecordPlan, recordPlan } from './record-plan.js';
import { retryPause } from './retry-pause.js';
import type { RecordBatch } from './subscription.port.js';

type Handled = Extract<RecordPlan, { kind: 'handle' }>;

/** Some records of a batch, to be committed together; `poison` says that the only one is parked. */
interface Range {
  readonly records: readonly LogRecord[];
  /** Offset before the first of them. */
  readonly after: number;
  readonly poison: ParkedEvent | undefined;
}

const shortPause = { minMs: 20, maxMs: 100 };

/**
 * Commits a batch, range by range. A range that fails is halved until the event that fails stands
 * alone; after its last try it is parked. Failures that are not of its making are tried again.
 *
 * @param gate parked keys of the partition; keys parked here are added
 * @throws BusError OWNERSHIP_LOST, BAD_DEPLOY
 */
export async function consumeBatch(
  batch: RecordBatch,
  gate: Set<string>,
  context: ConsumerContext,
): Promise<void> {
  const { limits } = context;
  let next = 0;
  let size = limits.maxBatch;
  let failures = 0;
  let tries = 0;
  let poison: ParkedEvent | undefined;
  while (next < batch.records.length) {
    const records = batch.records.slice(next, next + (poison ? 1 : size));
    const after = batch.records[next - 1]?.position.offset ?? batch.after;
    const startedAt = performance.now();
    try {
      const done = await commitRange(batch, { records, after, poison }, gate, context);
      next += done;
      [failures, tries, poison] = [0, 0, undefined];
      const isSlow = performance.now() - startedAt > 2 * limits.targetMs;
      size = isSlow ? Math.max(1, Math.ceil(done / 2)) : Math.min(limits.maxBatch, size * 2);
    } catch (thrown) {
      const reason = isTransient(thrown) ? 'transient' : 'handler';
      // A failure of parking itself is a defect of ours: without it, moving on would lose events.
      if (isFatal(thrown) || (poison && reason === 'handler')) throw thrown;
      context.metrics.retried(context.group, reason);
      if (reason === 'transient') {
        failures += 1;
        await retryPause(batch, failures, limits.retry);
      } else if (records.length > 1) {
        size = Math.floor(records.length / 2);
      } else {
        tries += 1;
        if (tries >= limits.tries) poison = poisonOf(thrown, records, tries);
        else await retryPause(batch, tries, shortPause);
      }
    }
    await batch.beat();
  }
}

function poisonOf(thrown: unknown, records: readonly LogRecord[], tries: number) {
  const [record] = records;
  return record && failureOf(thrown, record, tries);
}

/** One transaction: effects, parked events and checkpoint. Answers how many records it covers. */
async function commitRange(
  batch: RecordBatch,
  range: Range,
  gate: Set<string>,
  context: ConsumerContext,
): Promise<number> {
  const { records, after, poison } = range;
  const startedAt = performance.now();
  const plans = records.map((record) => recordPlan(record, context.wants, context.catalogue));
  const { toHandle, toPark } = sort(plans, gate, poison);
  failpoint('record-consumed');
  const { done, parked } = await context.transactions.run(async (tx) => {
    const events = toHandle.map(({ decoded }) => ({ ...decoded, tx }));
    const handled = events.length === 0 ? 0 : await applyGuarded(context, events, tx);
    const firstLeft = toHandle[handled]?.record;
    const covered = firstLeft ? records.indexOf(firstLeft) : records.length;
    const to = records[covered - 1]?.position.offset;
    if (to === undefined) throw new Error(`${context.group}: apply took in no event`);
    const aside = toPark.filter(({ record }) => record.position.offset <= to);
    await park(batch, aside, { gate, context, tx });
    await advanceFenced(batch, { from: after, to }, context, tx);
    return { done: covered, parked: aside };
  });
  failpoint('effect-committed');
  for (const { record } of parked) gate.add(record.orderingKey);
  count(plans.slice(0, done), parked, context, batch.log);
  const recordedAt = records[done - 1]?.envelope.recordedAt;
  if (recordedAt) {
    const tookMs = performance.now() - startedAt;
    context.metrics.committed(context.group, batch.log, {
      tookMs,
      lagMs: Math.max(0, Date.now() - millisOf(recordedAt)),
    });
  }
  return done;
}

/** Tells what is handled from what is parked: poison, what cannot be read, and its followers. */
function sort(
  plans: readonly RecordPlan[],
  gate: ReadonlySet<string>,
  poison: ParkedEvent | undefined,
): { toHandle: Handled[]; toPark: ParkedEvent[] } {
  if (poison) return { toHandle: [], toPark: [poison] };
  const toHandle: Handled[] = [];
  const toPark: ParkedEvent[] = [];
  const closed = new Set<string>();
  for (const plan of plans) {
    if (plan.kind === 'skip') continue;
    const key = plan.record.orderingKey;
    if (gate.has(key) || closed.has(key)) toPark.push(follower(plan.record));
    else if (plan.kind === 'handle') toHandle.push(plan);
    else {
      closed.add(key);
      const { record, errorCode, error } = plan;
      toPark.push({ record, errorCode, error, attempts: 0 });
    }
  }
  return { toHandle, toPark };
}

function follower(record: LogRecord): ParkedEvent {
  const error = 'an earlier event of the same key is parked';
  return { record, errorCode: 'KEY_PARKED', error, attempts: 0 };
}

async function park(
  batch: RecordBatch,
  events: readonly ParkedEvent[],
  { gate, context, tx }: { gate: ReadonlySet<string>; context: ConsumerContext; tx: Tx },
): Promise<void> {
  if (events.length === 0) return;
  const { parking, limits, group } = context;
  await parking.park(placeOf(batch, context), events, tx);
  if (events.every(({ record }) => gate.has(record.orderingKey))) return;
  const { keys, lastMinute } = await parking.count(group, tx);
  if (keys <= limits.parkedKeys && lastMinute <= limits.parkedKeysPerMinute) return;
  const [first] = events;
  throw new BusError(
    'BAD_DEPLOY',
    `${group}: ${keys} keys parked, ${lastMinute} within a minute; the last one by ${first?.error}`,
  );
}

function count(
  plans: readonly RecordPlan[],
  parked: readonly ParkedEvent[],
  { metrics, group }: ConsumerContext,
  log: string,
): void {
  const aside = new Set(parked.map(({ record }) => record));
  if (aside.size > 0) metrics.parked(group, log, aside.size);
  for (const plan of plans) {
    if (plan.kind === 'skip') metrics.skipped(group, plan.why);
    else if (!aside.has(plan.record)) metrics.handled(group, eventNameOf(plan.record));
  }
}
