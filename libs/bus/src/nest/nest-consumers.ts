/**
 * Consumers as classes of Nest. An entry of its own: what only reads logs, as a thread that folds
 * them, does not load the framework.
 */
export { Consumer, transportOf } from './consumer.decorator.js';
export { type LogConsumerOptions, LogConsumerStrategy } from './log-consumer.strategy.js';
export { OnEvent } from './on-event.decorator.js';
