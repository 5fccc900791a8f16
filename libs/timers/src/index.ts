export * from './start-timers.js';
