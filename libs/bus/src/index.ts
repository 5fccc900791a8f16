export * from './checkpoint-store.port.js';
export * from './consumed-event.js';
export * from './subscription.port.js';
