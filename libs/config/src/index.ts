export * from './common-settings.js';
export * from './config-error.js';
export * from './example-env.js';
export * from './platform-variables.js';
export * from './read-config.js';
export * from './secret.js';
export * from './setting.js';
export * from './settings.js';
