export * from './logger.js';
export * from './metrics.js';
export * from './nest-logger.js';
export * from './start-observability.js';
export * from './start-tracing.js';
export * from './tracing.js';
