import { startTracing } from '@redress/observability';
import { codeVersion } from './code-version.js';
import type { RunningParts } from './run-process.js';

/** Who sends traces, and where to: nowhere without an endpoint. */
export interface TracingProcess {
  /** `service.name` of its spans. */
  readonly name: string;
  readonly otlpEndpoint?: string | undefined;
}

/** Starts the parts of a process with traces on from before them until after their end. */
export async function withTracing<Running extends RunningParts>(
  { name, otlpEndpoint: endpoint }: TracingProcess,
  start: () => Promise<Running>,
): Promise<Running> {
  const tracing = await startTracing({ name, version: codeVersion, endpoint });
  try {
    const running = await start();
    return {
      ...running,
      async stop() {
        await running.stop().finally(() => tracing.stop());
      },
    };
  } catch (error) {
    await tracing.stop();
    throw error;
  }
}
