import { createRequire } from 'node:module';

/** The requests of one connection of kafkajs that wait to be sent. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const { prototype: requestQueue } = createRequire(import.meta.url)(
  'kafkajs/src/network/requestQueue',
) as { readonly prototype: RequestQueue };

const schedule = requestQueue.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 looks for waiting requests by a timer that begins itself anew, every millisecond and for
 * each connection that ever had an answer, although none waits. Without one there is nothing to look for,
 * and whatever comes to wait asks for the look by itself.
 */
requestQueue.scheduleCheckPendingRequests = function scheduleWhereOneWaits(this: RequestQueue) {
  if (this.pending.length > 0) schedule.call(this);
};
