import { register } from 'node:module';

// A thread that runs our sources as they are: Jest does not hand its own loader on.
const withSources = `export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: [...context.conditions, 'source'] });`;
register(`data:text/javascript,${encodeURIComponent(withSources)}`);
register('../../testing/src/typescript-hooks.mjs', import.meta.url);
await import(new URL('./serve-folds.setup.ts', import.meta.url).href);
