import { type Logger, type LoggerOptions, createLogger } from './logger.js';
import { type Metrics, createMetrics } from './metrics.js';

/** The logger and the metrics of a process. */
export interface Observability {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Starts logs and metrics of a process: the first call of every `main.ts`. */
export function startObservability(options: LoggerOptions): Observability {
  return { logger: createLogger(options), metrics: createMetrics() };
}
