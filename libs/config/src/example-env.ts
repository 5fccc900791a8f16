import type { ConfigSchema } from './read-config.js';

/** An example environment file: each variable with what it is for; secrets stay empty. */
export function exampleEnv(schema: ConfigSchema): string {
  return Object.values(schema)
    .map(
      ({ variable, description, fallbackText }) =>
        `# ${description}\n#${variable}=${fallbackText ?? ''}\n`,
    )
    .join('\n');
}
