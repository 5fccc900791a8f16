import type { Command, DomainEvent } from '@redress/kernel';
import { isTracing, type OpenSpan, traced } from '@redress/observability';
import type { CommandHandler } from './command-handler.js';
import type { Outcome } from './outcome.js';

/**
 * The same handler, each command a span: what it records carries the context of that span, so that
 * all that comes of the command, in whatever process, belongs to its trace.
 */
export function tracedHandler<
  State,
  C extends Command,
  Event extends DomainEvent,
  Code extends string,
>(
  handler: CommandHandler<State, C, Event, Code>,
  category: string,
): CommandHandler<State, C, Event, Code> {
  function spanned(
    name: string,
    meta: Command['meta'],
    work: (meta: Command['meta']) => Promise<Outcome<Event, Code>>,
  ): Promise<Outcome<Event, Code>> {
    const { traceparent: parent, correlationId, origin } = meta;
    const attributes = { 'redress.correlation_id': correlationId, 'redress.origin': origin };
    return traced({ name, role: 'internal', parent, attributes }, async (span) => {
      const outcome = await work(span ? { ...meta, traceparent: span.traceparent } : meta);
      if (span) tell(span, outcome);
      return outcome;
    });
  }

  return {
    load: handler.load,
    handle(streamId, command, options) {
      if (!isTracing()) return handler.handle(streamId, command, options);
      return spanned(`handle ${category}.${command.type}`, command.meta, (meta) =>
        handler.handle(streamId, { ...command, meta }, options),
      );
    },
    settle(stream, meta, options) {
      if (!isTracing()) return handler.settle(stream, meta, options);
      return spanned(`settle ${category}`, meta, (own) => handler.settle(stream, own, options));
    },
  };
}

function tell(span: OpenSpan, outcome: Outcome<DomainEvent, string>): void {
  if (outcome.ok) span.set('redress.events', outcome.events.length);
  else span.set('redress.rejection', outcome.rejection.code);
}
