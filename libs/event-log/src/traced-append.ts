import { isSampled, isTracing, openSpan } from '@redress/observability';
import type { AppendResult, CommandAppend } from './event-log.port.js';

/**
 * Makes spans of an append: one for each command whose trace is wanted, because the commands of one
 * append come from many traces. Each takes as long as the whole, since they wait for one commit.
 */
export async function tracedAppend(
  log: string,
  commands: readonly CommandAppend[],
  append: () => Promise<AppendResult[]>,
): Promise<AppendResult[]> {
  if (!isTracing()) return append();
  const spans = commands.map(({ events }) => {
    const parent = events[0]?.traceparent;
    const attributes = { 'redress.log': log, 'redress.events': events.length };
    return isSampled(parent)
      ? openSpan({ name: `append ${log}`, role: 'internal', parent, attributes })
      : undefined;
  });
  try {
    const results = await append();
    for (const [index, span] of spans.entries()) {
      const result = results[index];
      span?.set('redress.result', result?.status ?? 'unanswered');
      if (result?.status === 'ok') span?.set('redress.offset', result.position.offset);
      span?.end();
    }
    return results;
  } catch (error) {
    for (const span of spans) span?.end(error);
    throw error;
  }
}
