import { register } from 'node:module';

// `node --conditions=source --import <this file> script.ts` runs our sources as they are. Tests that
// kill a process need a real one, and a test run never needs a build.
register('./typescript-hooks.mjs', import.meta.url);
