export type { DueTimer } from './due-timer.js';
export * from './start-timers.js';
export * from './timers-options.js';
