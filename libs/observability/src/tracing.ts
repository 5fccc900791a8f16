import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { spanContextOf, traceparentOfContext } from './traceparent.js';

/** What a span is in the way of a command: asked, at work, sent, received. */
export type SpanRole = 'server' | 'internal' | 'producer' | 'consumer';

const kinds = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** What a span begins with. Everything in it is sent away: only names and numbers of ours. */
export interface SpanStart {
  /** Out of a closed list: a route template, the type of a command, a topic, a group. */
  readonly name: string;
  readonly role: SpanRole;
  /** W3C trace context of what led to it; without one a new trace begins. */
  readonly parent?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A piece of work that is being traced. */
export interface OpenSpan {
  /** W3C trace context of this span: the `parent` of all that comes of it. */
  readonly traceparent: string;
  /** Runs work whose log lines name this span. */
  run<Result>(work: () => Result): Result;
  set(attribute: string, value: string | number): void;
  /** Marks it as failed; `kind` is a code of ours or the class of an error. */
  fail(kind: string): void;
  /** Ends it, with what failed if something did. Of an error only its kind is told, never its text. */
  end(failure?: unknown): void;
}

let tracer: Tracer | undefined;

/** Switches the spans of this process on; `undefined` switches them off. */
export function traceBy(used: Tracer | undefined): void {
  tracer = used;
}

/** False while nobody collects traces: then whatever is made for a span only need not be made. */
export function isTracing(): boolean {
  return tracer !== undefined;
}

/** Begins a span; undefined while nobody collects traces, which costs one comparison. */
export function openSpan({ name, role, parent, attributes }: SpanStart): OpenSpan | undefined {
  if (tracer === undefined) return undefined;
  const span = tracer.startSpan(
    name,
    { kind: kinds[role], ...(attributes ? { attributes } : {}) },
    contextOf(parent),
  );
  return opened(span);
}

/** Does work inside a span, and ends that with it. Without tracing it only does the work. */
export async function traced<Result>(
  start: SpanStart,
  work: (span: OpenSpan | undefined) => Promise<Result>,
): Promise<Result> {
  const span = openSpan(start);
  if (!span) return work(undefined);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** Does work whose log lines name this trace context. */
export function withinTrace<Result>(traceparent: string | undefined, work: () => Result): Result {
  if (tracer === undefined || traceparent === undefined) return work();
  return context.with(contextOf(traceparent), work);
}

/** The trace that a log line belongs to, in the names of OpenTelemetry. */
export function activeTrace(): { trace_id?: string; span_id?: string } {
  if (tracer === undefined) return {};
  const active: SpanContext | undefined = trace.getSpanContext(context.active());
  return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

function contextOf(traceparent: string | undefined): Context {
  const parent = spanContextOf(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

function opened(span: Span): OpenSpan {
  const fail = (kind: string) => {
    span.setAttribute('error.type', kind);
    span.setStatus({ code: SpanStatusCode.ERROR });
  };
  return {
    traceparent: traceparentOfContext(span.spanContext()),
    run: (work) => context.with(trace.setSpan(ROOT_CONTEXT, span), work),
    set: (attribute, value) => void span.setAttribute(attribute, value),
    fail,
    end(failure) {
      if (failure !== undefined) fail(kindOf(failure));
      span.end();
    },
  };
}

/** The code of an error where it has one, else its class: neither can hold what somebody typed. */
function kindOf(failure: unknown): string {
  if (!(failure instanceof Error)) return typeof failure;
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name;
}

/** True where whoever began the trace wants to see it. */
export function isSampled(traceparent: string | undefined): boolean {
  const parent = spanContextOf(traceparent);
  return parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
}
