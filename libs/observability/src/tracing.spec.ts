import { context } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import {
  createLogger,
  isSampled,
  isTracing,
  openSpan,
  startTracing,
  traceBy,
  traced,
  withinTrace,
} from './index.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = `00-${traceId}-00f067aa0ba902b7-01`;
const unwanted = `00-${traceId}-00f067aa0ba902b7-00`;

function logged(work: (say: () => void) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ name: 'intake', level: 'info', destination });
  work(() => logger.child({ service: 'intake' }).info({}, 'done'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('traces', () => {
  beforeAll(() => provider.register({ propagator: null }));
  beforeEach(() => {
    exporter.reset();
    traceBy(provider.getTracer('suite'));
  });
  afterAll(async () => {
    traceBy(undefined);
    context.disable();
    await provider.shutdown();
  });

  it('hang a span below what led to it, and name it to what comes of it', async () => {
    await traced({ name: 'outer', role: 'server', parent }, async (outer) => {
      await traced({ name: 'inner', role: 'internal', parent: outer?.traceparent }, async () => 1);
    });
    const [inner, outer] = exporter.getFinishedSpans();
    expect(outer?.spanContext().traceId).toBe(traceId);
    expect(outer?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('tell of a failure its kind, never its text', async () => {
    const failure = Object.assign(new Error('Ms Zhao is unknown'), { code: '23505' });
    const failing = traced({ name: 'work', role: 'internal' }, () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    const [span] = exporter.getFinishedSpans();
    expect(span?.attributes).toEqual({ 'error.type': '23505' });
    expect(JSON.stringify([span?.status, span?.events])).not.toContain('Zhao');
  });

  it('are not kept where the client does not want them, and its word is passed on', () => {
    const span = openSpan({ name: 'work', role: 'server', parent: unwanted });
    span?.end();
    expect(span?.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect([isSampled(parent), isSampled(unwanted), isSampled('nonsense')]).toEqual([
      ...[true, false, false],
    ]);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('are named by the log lines of their work, and by no others', () => {
    const span = openSpan({ name: 'work', role: 'server', parent });
    const [before, inside, within] = logged((say) => {
      say();
      span?.run(say);
      withinTrace(parent, say);
    });
    expect(before).not.toHaveProperty('trace_id');
    expect(inside).toMatchObject({ trace_id: traceId, span_id: span?.traceparent.split('-')[2] });
    expect(within).toMatchObject({ trace_id: traceId, span_id: '00f067aa0ba902b7' });
  });

  it('are off without a collector: no span, no loaded exporter, the work itself', async () => {
    traceBy(undefined);
    const tracing = await startTracing({ name: 'intake', version: '1', endpoint: undefined });
    expect([isTracing(), openSpan({ name: 'work', role: 'server', parent })]).toEqual([
      ...[false, undefined],
    ]);
    expect(await traced({ name: 'work', role: 'server' }, async (span) => span)).toBeUndefined();
    const [line] = logged((say) => withinTrace(parent, say));
    expect(line).not.toHaveProperty('trace_id');
    await tracing.stop();
  });
});
