import { traceBy } from './tracing.js';

/** Which process sends its traces where. */
export interface TracingOptions {
  /** `service.name` of the spans. */
  readonly name: string;
  readonly version: string;
  /** Base URL of an OTLP collector over HTTP; without one there are no spans and nothing is sent. */
  readonly endpoint: string | undefined;
}

/** The spans of a process on their way to a collector. */
export interface RunningTracing {
  /** Sends what is left, as far as that takes no longer than a moment. Never rejects. */
  stop(): Promise<void>;
}

const off: RunningTracing = { stop: async () => undefined };

/** What is left to send at the end may take so long, in milliseconds. */
const flushMs = 1_000;

/**
 * Begins to send traces, if somebody collects them. What that needs is loaded only then. Which traces
 * are kept, and how they are sent, is said by the variables of OpenTelemetry (`OTEL_TRACES_SAMPLER`,
 * `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_BSP_SCHEDULE_DELAY`, …). A collector that is away costs the
 * spans, nothing else.
 */
export async function startTracing(options: TracingOptions): Promise<RunningTracing> {
  const { name, version, endpoint } = options;
  if (endpoint === undefined) return off;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': name,
      'service.version': version,
      'service.instance.id': `${name}-${process.pid}`,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  // Its context manager, by which log lines know their span. Propagation is ours: it is in envelopes.
  provider.register({ propagator: null });
  traceBy(provider.getTracer('redress', version));
  return {
    async stop() {
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, flushMs).unref())]);
      traceBy(undefined);
    },
  };
}
