import { createRequire } from 'node:module';

/** Version of the code: all parts of the product have one. */
export const { version: codeVersion } = createRequire(import.meta.url)('../package.json') as {
  version: string;
};
