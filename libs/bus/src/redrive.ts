import { isTransient, type LogRecord } from '@redress/event-log';
import { advanceFenced, type ConsumerContext, placeOf } from './consumer-context.js';
import { applyGuarded, failureOf, isFatal } from './failure.js';
import type { ParkedEvent, ParkedRef } from './parking-lot.port.js';
import { type RecordPlan, recordPlan } from './record-plan.js';
import { retryPause, untilNotTransient } from './retry-pause.js';
import type { RecordBatch } from './subscription.port.js';

/** Parked events of one transaction at most. */
const rangeMax = 50;
const shortPause = { minMs: 20, maxMs: 100 };

/** The events of a key have changed under our hands: somebody discarded one. Look again. */
class LineChanged extends Error {
  override readonly name = 'LineChanged';
  readonly retryable = true;
}

/**
 * Redrives the keys of a partition for which that was asked. It runs in turn with the deliveries
 * of the partition and under their fence, so that no new event of a key slips in between.
 *
 * @param gate parked keys of the partition; keys that are through are taken out
 * @throws BusError OWNERSHIP_LOST
 */
export async function redriveRequested(
  batch: RecordBatch,
  gate: Set<string>,
  context: ConsumerContext,
): Promise<void> {
  const place = placeOf(batch, context);
  const keys = await untilNotTransient(batch, context.limits.retry, () =>
    context.parking.requested(place),
  );
  for (const key of keys) {
    if (await redriveKey(batch, { ...place, key }, context)) gate.delete(key);
    await batch.beat();
  }
}

/** True when every waiting event of the key was handled and the gate is lifted. */
async function redriveKey(
  batch: RecordBatch,
  ref: ParkedRef,
  context: ConsumerContext,
): Promise<boolean> {
  let size = rangeMax;
  let failures = 0;
  let tries = 0;
  for (;;) {
    const line: LogRecord[] = [];
    try {
      const outcome = await redriveRange(batch, ref, { size, line }, context);
      if (outcome !== 'more') return outcome === 'lifted';
      [failures, tries] = [0, 0];
      size = Math.min(rangeMax, size * 2);
    } catch (thrown) {
      if (isFatal(thrown)) throw thrown;
      if (isTransient(thrown)) {
        failures += 1;
        await retryPause(batch, failures, context.limits.retry);
      } else if (line.length > 1) {
        size = Math.floor(line.length / 2);
      } else {
        tries += 1;
        const [record] = line;
        if (!record) throw thrown;
        if (tries >= context.limits.tries) {
          await giveBack(batch, ref, failureOf(thrown, record, tries), context);
          return false;
        }
        await retryPause(batch, tries, shortPause);
      }
    }
    await batch.beat();
  }
}

/** One transaction: the next events of the line, and the gate with the last of them. */
async function redriveRange(
  batch: RecordBatch,
  ref: ParkedRef,
  { size, line }: { size: number; line: LogRecord[] },
  context: ConsumerContext,
): Promise<'more' | 'lifted' | 'left'> {
  const { transactions, parking, wants, catalogue, metrics } = context;
  const { outcome, count } = await transactions.run(async (tx) => {
    line.push(...(await parking.waiting(ref, size, tx)));
    const plans = line.map((record) => recordPlan(record, wants, catalogue));
    const unreadable = plans.find((plan) => plan.kind === 'park');
    if (unreadable && line.length === 1) throw unreadableError(unreadable);
    const upTo = unreadable ? plans.indexOf(unreadable) : plans.length;
    const toHandle = plans.slice(0, upTo).flatMap((p) => (p.kind === 'handle' ? [p.decoded] : []));
    const events = toHandle.map((decoded) => ({ ...decoded, tx }));
    const handled = events.length === 0 ? 0 : await applyGuarded(context, events, tx);
    const firstLeft = toHandle[handled]?.record ?? unreadable?.record;
    const covered = firstLeft ? line.indexOf(firstLeft) : line.length;
    const offsets = line.slice(0, covered).map(({ position }) => position.offset);
    const settled = await parking.settle(ref, offsets, tx);
    if (settled !== offsets.length) throw new LineChanged('a waiting event was discarded');
    const isEnd = covered === line.length && line.length < size;
    const isLifted = isEnd && (await parking.close(ref, tx));
    // Last, as always: the lock of the checkpoint row is held for the commit only.
    await advanceFenced(batch, { from: batch.after, to: batch.after }, context, tx);
    const end = isLifted ? ('lifted' as const) : ('left' as const);
    return { outcome: isEnd ? end : ('more' as const), count: covered };
  });
  if (count > 0) metrics.redriven(context.group, batch.log, count);
  return outcome;
}

function unreadableError(plan: Extract<RecordPlan, { kind: 'park' }>): Error {
  return Object.assign(new Error(plan.error), { code: plan.errorCode });
}

/** The head of the line failed again: it stays there, with its new error, and nobody asks. */
async function giveBack(
  batch: RecordBatch,
  ref: ParkedRef,
  event: ParkedEvent,
  context: ConsumerContext,
): Promise<void> {
  await untilNotTransient(batch, context.limits.retry, () =>
    context.transactions.run(async (tx) => {
      await context.parking.park(ref, [event], tx);
      await context.parking.close(ref, tx);
      await advanceFenced(batch, { from: batch.after, to: batch.after }, context, tx);
    }),
  );
}
