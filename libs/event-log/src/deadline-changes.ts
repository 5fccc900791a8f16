import type { Deadline } from '@redress/kernel';
import type { DeadlineChanges } from './event-log.port.js';

/** The rows to write so that the timer table holds what `after` asks for. */
export function deadlineChanges(
  before: readonly Deadline[],
  after: readonly Deadline[],
): DeadlineChanges {
  const had = new Map(before.map((deadline) => [deadline.timerId, deadline.dueAt]));
  const has = new Map(after.map((deadline) => [deadline.timerId, deadline.dueAt]));
  return {
    set: after.filter((deadline) => had.get(deadline.timerId) !== deadline.dueAt),
    cancel: [...had.keys()].filter((timerId) => !has.has(timerId)),
  };
}
