import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVER_START_MS } from '@redress/testing';
import { apiClient } from './api-client.setup.js';
import { agent, bodies, createTenant } from './case-walk.setup.js';
import { caughtUp } from './caught-up.setup.js';
import { type CollectedSpan, type OtlpCollector, otlpCollector } from './otlp-collector.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';

jest.setTimeout(240_000);

describe('five processes over Kafka, with somebody who looks', () => {
  let collector: OtlpCollector;
  let directory: PlatformDirectory;
  let platform: PlatformProcess;

  beforeAll(async () => {
    collector = await otlpCollector();
    directory = await platformDirectory('distributed');
    platform = await directory.start([], {
      REDRESS_LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    });
    await createTenant(apiClient(platform));
  }, SERVER_START_MS);

  afterAll(async () => {
    await directory?.remove();
    await collector?.close();
  }, 60_000);

  it('one command is one trace, from its request to the read models of another process', async () => {
    const traceId = randomBytes(16).toString('hex');
    const clientSpan = randomBytes(8).toString('hex');
    const traceparent = `00-${traceId}-${clientSpan}-01`;
    const receipt = bodies.receipt(randomUUID());
    const headers = { traceparent };
    const received = await apiClient(platform).post(agent, 'complaints', receipt, { headers });
    expect(received.status).toBe(201);
    await caughtUp(platform);
    // A try that lost a race is a span, too.
    const ours = () =>
      collector.spans.filter(
        (span) => span.traceId === traceId && !('error.type' in span.attributes),
      );
    const find = (service: string, name: RegExp) =>
      ours().filter((span) => span.service === service && name.test(span.name));
    const until = performance.now() + 30_000;
    while (find('analytics', /^project .*cases/).length === 0 && performance.now() < until) {
      await sleep(200);
    }
    const request = only(find('intake', /^POST \/api\/v1\/complaints$/));
    const command = only(find('intake', /^handle complaint\.ReceiveComplaint$/));
    expect(request).toMatchObject({
      parentSpanId: clientSpan,
      attributes: { 'http.response.status_code': 201 },
    });
    expect(command.parentSpanId).toBe(request.spanId);
    // All that comes of what the command recorded hangs below it, in whichever process.
    const below = [
      only(find('intake', /^append intake$/)),
      only(find('intake', /^publish .*complaint/)),
      only(find('intake', /^project intake\.complaints/)),
      only(find('triage', /^process triage\.cases$/)),
      only(find('analytics', /^copy analytics\.journal$/).filter(isOf('intake'))),
      only(find('analytics', /^project analytics\.cases_v/).filter(isOf('ComplaintReceived'))),
    ];
    for (const { name, parentSpanId } of below) {
      expect([name, parentSpanId]).toEqual([name, command.spanId]);
    }
    // And what another service decided because of it hangs below its handling there.
    const handling = only(find('triage', /^process triage\.cases$/));
    const reactions = find('triage', /^handle /).filter(isBelow(handling));
    const reactionIds = reactions.map(({ spanId }) => spanId);
    expect(reactionIds.length).toBeGreaterThan(0);
    const published = find('triage', /^publish /);
    expect(published.length).toBeGreaterThan(0);
    for (const { parentSpanId } of published) expect(reactionIds).toContain(parentSpanId);
  });

  it('a trace that its client does not want is not sent', async () => {
    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-00` };
    const receipt = bodies.receipt(randomUUID());
    await apiClient(platform).post(agent, 'complaints', receipt, { headers });
    await caughtUp(platform);
    await sleep(1_000);
    expect(collector.received()).not.toContain(traceId);
  });
});

function only(spans: readonly CollectedSpan[]): CollectedSpan {
  const [first] = spans;
  if (!first || spans.length > 1) {
    throw new Error(`one span is expected, not ${JSON.stringify(spans)}`);
  }
  return first;
}

function isBelow({ spanId }: CollectedSpan): (span: CollectedSpan) => boolean {
  return ({ parentSpanId }) => parentSpanId === spanId;
}

/** Spans of a record: by its log, or by the type of its event. */
function isOf(what: string): (span: CollectedSpan) => boolean {
  return ({ attributes }) =>
    [attributes['redress.log'], attributes['redress.event']].includes(what);
}
