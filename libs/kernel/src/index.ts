export * from './actor.js';
export * from './decider.js';
export * from './envelope.js';
export * from './heard.js';
export * from './ids.js';
export * from './personal.js';
export * from './time.js';
